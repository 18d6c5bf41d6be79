import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import type { AccessBlocked, ConsentRequired } from '../kernel/failures.ts';
import { asId, type Random, type SourceId } from '../kernel/ids.ts';
import { madeBefore } from '../kernel/made-before.ts';
import type { Message } from '../kernel/messages.ts';
import { ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { TenantGate } from '../tenants/tenant-gate.ts';
import type { AppAudience } from './app-audience.ts';
import { refreshMessage } from './refresh-message.ts';
import type { Source, SourceStore } from './source.ts';
import { sourceKindTable } from './source-kinds.ts';
import type { SourcePasswords } from './source-passwords.ts';
import type { SettingsOf, SourceKind } from './source-settings.ts';

export type NewSource = Pick<Source, 'filter' | 'includeDisabled' | 'includeHidden' | 'includePhotos'> & {
  readonly appAudience?: AppAudience | undefined;
  readonly displayName?: string | undefined;
  /** Given for the kinds that have one, and for no other. */
  readonly password?: string | undefined;
} & {
    readonly [Kind in SourceKind]: { readonly kind: Kind; readonly settings: SettingsOf<Kind> };
  }[SourceKind];

/**
 * [S0][S1] Creates a source and queues its first refresh; one that a user signs in to waits for that. Repeated under the same command it answers the same source. The
 * row comes before its password, which could not be found again without, and the refresh after it: a crash between leaves a
 * source that a repetition completes, or that shows that it was not read.
 */
export const makeCreateSource =
  (deps: {
    readonly sources: SourceStore;
    readonly passwords: SourcePasswords;
    readonly gate: TenantGate;
    readonly commit: Commit;
    readonly clock: Clock;
    readonly random: Random;
  }) =>
  async (
    ctx: TenantContext,
    input: NewSource,
  ): Promise<Result<Versioned<Source>, ConsentRequired | AccessBlocked>> => {
    const { names, permissions, kept, hasSignIn } = sourceKindTable[input.kind];
    const made = await madeBefore(ctx, deps.sources);
    const allowed = made === undefined ? await deps.gate(ctx, permissions) : ok(undefined);
    if (!allowed.ok) return allowed;
    const { displayName, password, appAudience, ...choices } = input;
    const now = toIso(deps.clock.now());
    const source: Source = {
      ...choices,
      id: asId<SourceId>(ctx.commandId ?? deps.random.id()),
      displayName: displayName ?? names[ctx.language],
      ...(appAudience === undefined ? {} : { appAudience }),
      ...(password === undefined ? {} : { passwordVersion: 1 }),
      state: kept === 'by-hand' ? 'ready' : 'new',
      createdAt: now,
      ...(hasSignIn ? { lastError: { at: now, reason: 'sign-in-required' } } : {}),
    };
    const refresh = { ...refreshMessage(source.id), id: `created-${source.id}` };
    const messages = kept === 'by-hand' || password !== undefined || hasSignIn ? [] : [refresh];
    const held = made ?? (await inserted(deps, ctx, source, messages));
    if (password !== undefined && (await isWithoutPassword(deps.passwords, ctx, held.value))) {
      await deps.passwords.keep(ctx, source.id, 1, password);
    }
    if (password !== undefined && held.value.lastRefresh === undefined) await deps.commit(ctx, [], [refresh]);
    return ok(held);
  };

/** Under a command's id only this very command can have been here before. */
const inserted = async (
  { sources, commit }: { readonly sources: SourceStore; readonly commit: Commit },
  ctx: TenantContext,
  source: Source,
  messages: readonly Message[],
): Promise<Versioned<Source>> => {
  const done = await commit(ctx, [sources.inserted(ctx, source)], messages);
  if (done.ok) return { value: source, etag: done.value[0] ?? '' };
  const existing = await sources.get(ctx, source.id);
  if (existing === undefined) throw new ServiceError('table storage');
  return existing;
};

/** A command that is repeated late must not bring back the password that it was given then. */
const isWithoutPassword = async (passwords: SourcePasswords, ctx: TenantContext, source: Source) =>
  source.passwordVersion === 1 && (await passwords.read(ctx, source)) === undefined;
