import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { raw, rawSchema } from '../../shared/http/reply.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { ok } from '../../shared/kernel/result.ts';

/** Asks one dependency something small; rejects where it cannot be used. */
export type Check = () => Promise<unknown>;

export interface HealthDeps {
  readonly checks: Readonly<Record<string, Check>>;
  readonly clock: Clock;
}

const patienceMs = 5_000;
/** Anyone may ask: what was found is told again for this long, so that asking is no load on what is asked. */
const keepMs = 5_000;

interface Health {
  readonly status: 'healthy' | 'unhealthy';
  readonly checks: Readonly<Record<string, 'healthy' | 'unhealthy'>>;
}

export const healthRoutes = (deps: HealthDeps): readonly Route[] => {
  let last: { readonly at: number; readonly health: Promise<Health> } | undefined;
  const health = (): Promise<Health> => {
    const now = deps.clock.now();
    if (last === undefined || now - last.at > keepMs || now < last.at) {
      last = { at: now, health: look(deps.checks) };
    }
    return last.health;
  };
  return [
    defineRoute({
      operationId: 'getHealth',
      method: 'GET',
      path: '/healthz',
      summary: 'Whether the service and all that it depends on can be used',
      tag: 'About',
      access: 'public',
      query: z.strictObject({}),
      replies: {
        200: rawSchema('application/json', 'Everything can be used.'),
        503: rawSchema('application/json', 'Something cannot: `checks` says what.'),
      },
      errors: [],
      handler: async () => {
        const found = await health();
        return ok(raw(found.status === 'healthy' ? 200 : 503, 'application/json', JSON.stringify(found)));
      },
    }),
  ];
};

const look = async (checks: HealthDeps['checks']): Promise<Health> => {
  const found = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const late = new Promise<never>((_, reject) => {
        setTimeout(() => reject(new Error('no answer')), patienceMs).unref();
      });
      const state = await Promise.race([Promise.resolve().then(check), late]).then(
        () => 'healthy' as const,
        () => 'unhealthy' as const,
      );
      return [name, state] as const;
    }),
  );
  const healthy = found.every(([, state]) => state === 'healthy');
  return { status: healthy ? 'healthy' : 'unhealthy', checks: Object.fromEntries(found) };
};
