import type { Route } from './contract.ts';
import { alreadyHeld, httpEtag } from './etag.ts';
import type { IncomingRequest, OutgoingResponse } from './exchange.ts';
import { isRawSchema, type JsonReply, type Reply } from './reply.ts';

/** A handler answered what its contract does not say: a bug of ours, never the caller's. */
class ReplyMismatch extends Error {}

export interface SerialiseOptions {
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** Refuses fields that the reply's schema does not name instead of leaving them out: for development and tests. */
  readonly strictReplies: boolean;
}

/** Turns a handler's reply into what goes out. Throws `ReplyMismatch`. */
export const serialise = (
  route: Route,
  request: IncomingRequest,
  reply: Reply,
  options: SerialiseOptions,
): OutgoingResponse => {
  if (reply.kind === 'raw') {
    if (route.replies[reply.status] === undefined) throw new ReplyMismatch(`${reply.status} is not declared`);
    return { status: reply.status, headers: reply.headers, body: reply.body };
  }
  const etag = reply.etag === undefined ? undefined : httpEtag(reply.etag);
  const headers = {
    ...(etag !== undefined && { etag }),
    ...(reply.location !== undefined && {
      location: reply.location.startsWith('/') ? `${options.publicUrl}${reply.location}` : reply.location,
    }),
  };
  const reading = request.method === 'GET' || request.method === 'HEAD';
  if (reading && etag !== undefined && alreadyHeld(request.headers.get('if-none-match'), etag)) {
    return { status: 304, headers };
  }
  const body = checkedBody(route, reply, options.strictReplies);
  if (body === undefined) return { status: reply.status, headers };
  return {
    status: reply.status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
};

const checkedBody = (route: Route, reply: JsonReply, strict: boolean): unknown => {
  const schema = route.replies[reply.status];
  if (schema === undefined || isRawSchema(schema)) throw new ReplyMismatch(`${reply.status} is not declared`);
  const parsed = schema.safeParse(reply.body);
  if (!parsed.success) {
    const places = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`);
    throw new ReplyMismatch(places.join('; '));
  }
  const dropped = strict ? droppedField(reply.body, parsed.data, '') : undefined;
  if (dropped !== undefined) throw new ReplyMismatch(`${dropped} is not declared`);
  return parsed.data;
};

/** The first field that the schema left out, as a path. */
const droppedField = (before: unknown, after: unknown, path: string): string | undefined => {
  if (typeof before !== 'object' || before === null) return undefined;
  // A transform made something else of it: nothing to compare.
  if (typeof after !== 'object' || after === null) return undefined;
  const kept = new Map(Object.entries(after));
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) continue;
    if (!kept.has(name)) return `${path}/${name}`;
    const inner = droppedField(value, kept.get(name), `${path}/${name}`);
    if (inner !== undefined) return inner;
  }
  return undefined;
};
