import { tenantId } from '../../kernel/ids.ts';
import type { LogFields } from '../../kernel/log.ts';
import { err, ok } from '../../kernel/result.ts';
import type { Route } from '../contract.ts';
import type { OutgoingResponse } from '../exchange.ts';
import type { Begun, IdempotencyRecord, IdempotencyRecords } from '../idempotency.ts';
import type { Principal } from '../principal.ts';
import { makeRequestLimits } from '../request-limits.ts';
import { makeRequestHandler, type PipelineDeps } from '../route.ts';

/** Records in memory, with the store's rules: for tests only. */
export const memoryRecords = (): IdempotencyRecords & { size(): number } => {
  const rows = new Map<string, { record: IdempotencyRecord; etag: string }>();
  let version = 0;
  const put = (record: IdempotencyRecord): Begun => {
    version += 1;
    rows.set(record.id, { record, etag: `W/"${version}"` });
    return { ours: true, etag: `W/"${version}"` };
  };
  return {
    begin: async (_ctx, record, over) => {
      const row = rows.get(record.id);
      return row === undefined || row.etag === over ? put(record) : { ours: false, ...row };
    },
    finish: async (_ctx, etag, record) => {
      if (rows.get(record.id)?.etag === etag) put(record);
    },
    abandon: async (_ctx, etag, id) => {
      if (rows.get(id)?.etag === etag) rows.delete(id);
    },
    size: () => rows.size,
  };
};

export const operatorTenant = tenantId('0f0f0f0f-0000-4000-8000-000000000001');
const customerTenant = tenantId('3b7c1e2a-0000-4000-8000-00000000000a');

/** A user of the customer's tenant with these roles. */
export const user = (...roles: readonly string[]): Principal => ({
  tenantId: customerTenant,
  kind: 'user',
  oid: '7d1f0000-0000-4000-8000-000000000001',
  roles,
  scopes: ['access_as_user'],
});

export interface SentRequest {
  readonly method?: string;
  readonly url?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON unless a string or bytes. */
  readonly body?: unknown;
  readonly as?: Principal;
}

/** A pipeline around one route, with a clock to set and everything that it logs. */
export const makeBench = (route: Route, overrides: Partial<PipelineDeps> = {}) => {
  let now = 1_800_000_000_000;
  let ids = 0;
  let caller: Principal | undefined;
  const logged: { level: string; message: string; fields: LogFields | undefined }[] = [];
  const records = memoryRecords();
  const clock = { now: () => now };
  const handle = makeRequestHandler(route, {
    authenticate: async () =>
      caller === undefined ? err({ type: 'unauthenticated', reason: 'missing-token' }) : ok(caller),
    idempotency: records,
    limits: makeRequestLimits({ clock, factor: 1 }),
    clock,
    random: { id: () => `id-${++ids}`, bytes: (length) => new Uint8Array(length) },
    log: (level, message, fields) => logged.push({ level, message, fields }),
    operatorTenantId: operatorTenant,
    corsOrigins: ['https://portal.example'],
    publicUrl: 'https://api.example',
    strictReplies: true,
    ...overrides,
  });
  const send = async (request: SentRequest = {}): Promise<OutgoingResponse & { json: Answered }> => {
    const url = new URL(request.url ?? route.path, 'https://api.example');
    const method = request.method ?? route.method;
    const hasType = request.body !== undefined && request.headers?.['content-type'] === undefined;
    caller = request.as;
    const response = await handle({
      method,
      path: url.pathname,
      query: url.searchParams,
      params: request.params ?? {},
      headers: new Headers({ ...(hasType && { 'content-type': 'application/json' }), ...request.headers }),
      bytes: async () => bytesOf(request.body),
    });
    const text = response.headers['content-type']?.includes('json') ? response.body : undefined;
    return { ...response, json: typeof text === 'string' ? JSON.parse(text) : {} };
  };
  return {
    send,
    logged,
    records,
    advance: (ms: number) => {
      now += ms;
    },
  };
};

/** An answer's body as far as tests look into it. */
export interface Answered {
  readonly [member: string]: unknown;
  readonly type?: string;
  readonly detail?: string;
  readonly errors?: readonly { pointer: string; rule: string; detail: string }[];
}

const bytesOf = (body: unknown): Uint8Array => {
  if (body === undefined) return new Uint8Array(0);
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
};
