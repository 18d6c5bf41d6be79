import { setTimeout as pause } from 'node:timers/promises';
import { Hono, type MiddlewareHandler } from 'hono';
import { z } from 'zod';

/** A disturbance of the next matching requests. */
export const faultSchema = z.strictObject({
  /** Regular expression over `METHOD /path`; without it every request matches. */
  match: z.string().optional(),
  /** The status to answer with; without it the request is only slowed by `delayMs`. */
  status: z.int().min(400).max(599).optional(),
  /** Sent verbatim as Retry-After: seconds, an HTTP date, or nonsense. */
  retryAfter: z.string().optional(),
  /** Whether the work was done although the answer says otherwise. */
  when: z.enum(['before', 'after']).default('before'),
  /** Real milliseconds to wait before answering. */
  delayMs: z.int().min(0).max(120_000).default(0),
  /** How many matching requests are disturbed. */
  times: z.int().min(1).default(1),
});
export type Fault = z.input<typeof faultSchema>;

export interface Faults {
  readonly inject: (fault: Fault) => void;
  readonly clear: () => void;
  /** Requests that are still to be disturbed. */
  readonly left: () => number;
  readonly middleware: MiddlewareHandler;
}

/**
 * Fault injection for an emulator's HTTP face; paths under `/_emulator/` are never disturbed.
 * `errorBody` gives the body in the service's own error shape.
 */
export function makeFaults(errorBody: (status: number) => unknown): Faults {
  const pending: { fault: z.output<typeof faultSchema>; match: RegExp; left: number }[] = [];

  const take = (request: string) => {
    const index = pending.findIndex(({ match }) => match.test(request));
    const entry = pending[index];
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left === 0) pending.splice(index, 1);
    return entry.fault;
  };

  return {
    inject: (input) => {
      const fault = faultSchema.parse(input);
      pending.push({ fault, match: new RegExp(fault.match ?? ''), left: fault.times });
    },
    clear: () => void pending.splice(0),
    left: () => pending.reduce((sum, { left }) => sum + left, 0),
    middleware: async (context, next) => {
      const { method, path } = context.req;
      const fault = path.startsWith('/_emulator/') ? undefined : take(`${method} ${path}`);
      if (fault === undefined) return next();
      if (fault.delayMs > 0) await pause(fault.delayMs);
      if (fault.status === undefined) return next();
      if (fault.when === 'after') await next();
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        ...(fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }),
      };
      const answer = new Response(JSON.stringify(errorBody(fault.status)), { status: fault.status, headers });
      if (fault.when === 'before') return answer;
      // Setting it straight away would mix the headers of the answer that is withheld into this one.
      context.res = undefined;
      context.res = answer;
      return undefined;
    },
  };
}

/**
 * `/faults` of an emulator's admin surface. A body needs `Content-Type: application/json`, which keeps web pages from posting
 * here without a preflight.
 */
export const faultRoutes = (admin: { injectFault(fault: Fault): void; clearFaults(): void }): Hono => {
  const routes = new Hono();
  routes.post('/faults', async (context) => {
    const isJson = /^application\/json\b/.test(context.req.header('content-type') ?? '');
    const fault = isJson ? faultSchema.safeParse(await context.req.json().catch(() => undefined)) : undefined;
    if (fault?.success !== true) return context.json({ error: 'no fault in JSON' }, 400);
    admin.injectFault(fault.data);
    return context.body(null, 204);
  });
  routes.delete('/faults', (context) => {
    admin.clearFaults();
    return context.body(null, 204);
  });
  return routes;
};
