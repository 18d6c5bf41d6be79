import { createHmac } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import {
  type IdempotencyKeyReused,
  type Invalid,
  invalid,
  type RequestInProgress,
} from '../kernel/failures.ts';
import { derivedId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { HeaderFields } from './exchange.ts';

/** What is kept of an answer, to give it again. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: HeaderFields;
  readonly body: string;
}

export interface IdempotencyRecord {
  /** Of tenant, route and key; the key itself is not kept. */
  readonly id: string;
  /** Of everything that makes the request what it is. */
  readonly fingerprint: string;
  /** Epoch ms: until then the request counts as under way; after it, one that never ended may be taken over. */
  readonly leaseUntil: number;
  /** Epoch ms: the record may be forgotten. */
  readonly keepUntil: number;
  /** Absent while under way. */
  readonly answer?: StoredAnswer;
}

export type Begun =
  | { readonly ours: true; readonly etag: string }
  | { readonly ours: false; readonly etag: string; readonly record: IdempotencyRecord };

/**
 * Where the answers of idempotent requests are kept, in the tenant's partition. Answer and fingerprint rest encrypted:
 * an answer can hold a share's secret, and a fingerprint stems from a body that can hold a password.
 */
export interface IdempotencyRecords {
  /**
   * Inserts the record unless one of its id exists; with `over`, replaces the one of that ETag instead.
   * Not ours: the record that is there now. Exactly one of several that begin at once is `ours`.
   */
  begin(ctx: TenantContext, record: IdempotencyRecord, over?: string): Promise<Begun>;
  /** Replaces the record of this ETag; does nothing where another has taken it over. */
  finish(ctx: TenantContext, etag: string, record: IdempotencyRecord): Promise<void>;
  /** Removes the record of this ETag, so that a repetition is carried out; does nothing where it is another's. */
  abandon(ctx: TenantContext, etag: string, id: string): Promise<void>;
}

export const idempotencyHeader = 'idempotency-key';
const leaseMs = 60_000;
/** How long an answer is given again. */
export const keepMs = 24 * 60 * 60 * 1000;

/** The caller's key: 1 to 255 visible ASCII characters; undefined where none is sent. */
export const idempotencyKey = (header: string | null): Result<string | undefined, Invalid> => {
  if (header === null) return ok(undefined);
  return /^[\x21-\x7e]{1,255}$/.test(header)
    ? ok(header)
    : err(invalid({ pointer: `header:${idempotencyHeader}`, rule: 'header-value', params: { max: 255 } }));
};

/** The id of what a keyed request creates, and of its record: the same whenever it is repeated. */
export const commandId = (ctx: TenantContext, operationId: string, key: string): string =>
  derivedId('idempotency', ctx.tenantId, operationId, key);

/**
 * What the same request is recognised by: caller, target and body. Keyed with the caller's own key, which is not kept.
 */
export const fingerprint = (key: string, actor: string, target: string, body: Uint8Array): string =>
  createHmac('sha256', key).update(`${actor}\n${target}\n`).update(body).digest('base64url');

/**
 * Carries a request out once. Its repetition gets the stored answer; another request under the same key is refused, and
 * so is one that comes while the first is under way. Answers of 5xx and 429 are not kept: their repetition runs.
 * What `run` throws is thrown, with the record removed.
 */
export const once = async (
  records: IdempotencyRecords,
  clock: Clock,
  ctx: TenantContext,
  request: { readonly id: string; readonly fingerprint: string },
  run: () => Promise<StoredAnswer>,
): Promise<
  Result<
    { readonly answer: StoredAnswer; readonly replayed: boolean },
    IdempotencyKeyReused | RequestInProgress
  >
> => {
  const now = clock.now();
  const record: IdempotencyRecord = { ...request, leaseUntil: now + leaseMs, keepUntil: now + keepMs };
  let begun = await records.begin(ctx, record);
  if (!begun.ours && isFree(begun.record, now)) begun = await records.begin(ctx, record, begun.etag);
  if (!begun.ours) {
    if (begun.record.fingerprint !== request.fingerprint) return err({ type: 'idempotency-key-reused' });
    const { answer } = begun.record;
    return answer === undefined ? err({ type: 'request-in-progress' }) : ok({ answer, replayed: true });
  }

  const { etag } = begun;
  // A record that cannot be removed now frees itself when its lease ends: not worth hiding the fault itself.
  const abandon = () => records.abandon(ctx, etag, request.id).catch(() => undefined);
  try {
    const answer = await run();
    if (isTransient(answer.status)) await abandon();
    else await records.finish(ctx, etag, { ...record, answer });
    return ok({ answer, replayed: false });
  } catch (error) {
    await abandon();
    throw error;
  }
};

const isTransient = (status: number): boolean => status >= 500 || status === 429;

/** Forgotten, or begun by a process that died: whoever comes next may have it. */
const isFree = (record: IdempotencyRecord, now: number): boolean =>
  now >= record.keepUntil || (record.answer === undefined && now >= record.leaseUntil);
