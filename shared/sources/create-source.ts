import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import type { AccessBlocked, ConsentRequired } from '../kernel/failures.ts';
import { asId, type Random, type SourceId } from '../kernel/ids.ts';
import { ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { TenantGate } from '../tenants/tenant-gate.ts';
import { refreshMessage } from './refresh-message.ts';
import type { Source, SourceKind, SourceStore } from './source.ts';

export type NewSource = Pick<
  Source,
  'kind' | 'filter' | 'includeDisabled' | 'includeHidden' | 'includePhotos'
> & { readonly displayName?: string | undefined };

/** [S0] What a source is called where the administrator gives no name. */
const kindNames: Readonly<Record<SourceKind, string>> = { 'entra-id': 'Microsoft Entra ID' };

/** [T2] What the tenant must grant before a source of this kind works. */
export const sourcePermissions: Readonly<Record<SourceKind, readonly string[]>> = {
  'entra-id': ['User.Read.All'],
};

/** [S0][S1] Creates a source and queues its first refresh. Repeated under the same command it answers the same source. */
export const makeCreateSource =
  (deps: {
    readonly sources: SourceStore;
    readonly gate: TenantGate;
    readonly commit: Commit;
    readonly clock: Clock;
    readonly random: Random;
  }) =>
  async (
    ctx: TenantContext,
    input: NewSource,
  ): Promise<Result<Versioned<Source>, ConsentRequired | AccessBlocked>> => {
    const allowed = await deps.gate(ctx, sourcePermissions[input.kind]);
    if (!allowed.ok) return allowed;
    const { displayName, ...choices } = input;
    const source: Source = {
      ...choices,
      id: asId<SourceId>(ctx.commandId ?? deps.random.id()),
      displayName: displayName ?? kindNames[input.kind],
      state: 'new',
      createdAt: toIso(deps.clock.now()),
    };
    const done = await deps.commit(ctx, [deps.sources.inserted(ctx, source)], [refreshMessage(source.id)]);
    if (done.ok) return ok({ value: source, etag: done.value[0] ?? '' });
    // Under a command's id only this very command can have been here before.
    const existing = await deps.sources.get(ctx, source.id);
    if (existing === undefined) throw new ServiceError('table storage');
    return ok(existing);
  };
