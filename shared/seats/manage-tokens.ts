import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import { type Invalid, invalid, type NotFound, notFound } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import type { KeyedHashes } from '../kernel/keyed-hashes.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import {
  type EnrolmentToken,
  type EnrolmentTokenStore,
  hashToken,
  tokenIdOf,
  tokenState,
  tokenText,
} from './enrolment-token.ts';

export interface TokenDeps {
  readonly enrolmentTokens: EnrolmentTokenStore;
  readonly keyedHashes: KeyedHashes;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
}

const day = 24 * 3_600_000;
const usualDays = 30;
export const mostTokenDays = 366;
const usualDevices = 5;
const tries = 8;

/**
 * [L6] Makes an enrolment token; its text is told this once. Repeated under the same Idempotency-Key after a crash, the text
 * that nobody was told is replaced.
 */
export const makeCreateToken =
  (deps: TokenDeps) =>
  async (
    ctx: TenantContext,
    wanted: {
      readonly uses?: number | undefined;
      readonly expiresAt?: string | undefined;
      readonly deviceLimit?: number | undefined;
    },
  ): Promise<Result<{ readonly token: EnrolmentToken; readonly text: string }, Invalid>> => {
    const now = deps.clock.now();
    const expires = wanted.expiresAt === undefined ? now + usualDays * day : fromIso(wanted.expiresAt);
    if (expires <= now) return err(invalid({ pointer: '/expiresAt', rule: 'in-the-past' }));
    if (expires > now + mostTokenDays * day) {
      return err(invalid({ pointer: '/expiresAt', rule: 'too-far-ahead', params: { days: mostTokenDays } }));
    }
    const id = ctx.commandId ?? deps.random.id();
    const text = tokenText(id, deps.random.bytes(32));
    const token: EnrolmentToken = {
      id,
      ...(await hashToken(deps.keyedHashes, ctx, text)),
      createdAt: toIso(now),
      expiresAt: toIso(expires),
      ...(wanted.uses === undefined ? {} : { uses: wanted.uses }),
      used: 0,
      deviceLimit: wanted.deviceLimit ?? usualDevices,
    };
    const store = deps.enrolmentTokens;
    const own = await store.get(ctx, id);
    const change = own === undefined ? store.inserted(ctx, token) : store.replaced(ctx, own.etag, token);
    if (!(await deps.commit(ctx, [change])).ok) throw new ServiceError('table storage');
    return ok({ token, text });
  };

/** Revoked ones stay in the list; revoking again changes nothing. Seats that were taken with it stay. */
export const makeRevokeToken =
  (deps: TokenDeps) =>
  async (ctx: TenantContext, id: string): Promise<Result<void, NotFound>> => {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const found = await deps.enrolmentTokens.get(ctx, id);
      if (found === undefined) return err(notFound);
      if (found.value.revokedAt !== undefined) return ok(undefined);
      const revoked = { ...found.value, revokedAt: toIso(deps.clock.now()) };
      const done = await deps.commit(ctx, [deps.enrolmentTokens.replaced(ctx, found.etag, revoked)]);
      if (done.ok) return ok(undefined);
    }
    throw new ServiceError('table storage');
  };

export type OpenToken = ReturnType<typeof makeOpenToken>;

/** The token of a text, where it can be used now. Another company's is unknown here. */
export const makeOpenToken =
  (deps: Pick<TokenDeps, 'enrolmentTokens' | 'keyedHashes' | 'clock'>) =>
  async (
    ctx: TenantContext,
    text: string,
    pointer = '/token',
  ): Promise<Result<Versioned<EnrolmentToken>, Invalid>> => {
    const refused = (state: string) => err(invalid({ pointer, rule: `enrolment-token-${state}` }));
    const id = tokenIdOf(text);
    const found = id === undefined ? undefined : await deps.enrolmentTokens.get(ctx, id);
    if (found === undefined) return refused('unknown');
    const { hash } = await hashToken(deps.keyedHashes, ctx, text, found.value.keyNumber);
    if (hash !== found.value.hash) return refused('unknown');
    const state = tokenState(found.value, toIso(deps.clock.now()));
    return state === 'usable' ? ok(found) : refused(state);
  };
