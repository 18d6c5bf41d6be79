import type { z } from 'zod';
import { actSchema } from '../../shared/audit/act.ts';
import { makeAudit } from '../../shared/audit/audit.ts';
import type { Audited } from '../../shared/audit/audited-store.ts';
import { type Clock, systemClock } from '../../shared/kernel/clock.ts';
import type { Change, Commit, EntityStore, Versioned } from '../../shared/kernel/commit.ts';
import { conflict, stale } from '../../shared/kernel/failures.ts';
import { type Random, systemRandom } from '../../shared/kernel/ids.ts';
import type { MessageBus } from '../../shared/kernel/message-bus.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { makeMemoryBus } from './memory-bus.ts';

interface MemoryChange {
  readonly kind: 'insert' | 'replace' | 'delete';
  readonly tenantId: string;
  readonly key: string;
  readonly json?: string;
  readonly etag?: string;
}
const asChange = (change: MemoryChange): Change => change as unknown as Change;
const asMemoryChange = (change: Change): MemoryChange => change as unknown as MemoryChange;

interface KeptRow {
  readonly json: string;
  readonly etag: string;
}

export interface MemoryEntityOptions<T> {
  readonly kind: string;
  readonly schema: z.ZodType<T>;
  readonly idOf: (value: T) => string;
}

/**
 * Entity stores and their commit in memory, for unit tests. The contract in entity-store-contract.ts runs over these and
 * over the tables adapter, so that what holds here holds there. Values are kept as JSON, as the tables do. Stores made by
 * `audited` leave acts, as the application's do.
 */
export const makeMemoryStores = (
  deps: { readonly bus?: MessageBus; readonly random?: Random; readonly clock?: Clock } = {},
) => {
  const random = deps.random ?? systemRandom;
  const ownBus = makeMemoryBus();
  const bus = deps.bus ?? ownBus;
  const rows = new Map<string, KeptRow>();
  const rowKey = (ctx: TenantContext, key: string) => `${ctx.tenantId}|${key}`;
  let version = 0;

  const store = <T>({ kind, schema, idOf }: MemoryEntityOptions<T>): EntityStore<T> => {
    const keyOf = (id: string) => `${kind}|${id}`;
    const read = (row: KeptRow): Versioned<T> => ({
      value: schema.parse(JSON.parse(row.json)),
      etag: row.etag,
    });
    const under = (ctx: TenantContext, prefix: string) => {
      const start = rowKey(ctx, keyOf(prefix));
      return [...rows]
        .filter(([key]) => key.startsWith(start))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, row]) => read(row));
    };
    return {
      get: async (ctx, id) => {
        const row = rows.get(rowKey(ctx, keyOf(id)));
        return row === undefined ? undefined : read(row);
      },
      list: async (ctx, page, prefix = '') => {
        const { cursor, limit } = page;
        const found = under(ctx, prefix).filter(({ value }) => cursor === undefined || idOf(value) > cursor);
        const items = found.slice(0, limit);
        const last = items.at(-1);
        return found.length > limit && last !== undefined ? { items, cursor: idOf(last.value) } : { items };
      },
      all: async function* (ctx, prefix = '') {
        yield* under(ctx, prefix);
      },
      inserted: (ctx, value) =>
        asChange({
          kind: 'insert',
          tenantId: ctx.tenantId,
          key: keyOf(idOf(value)),
          json: JSON.stringify(value),
        }),
      replaced: (ctx, etag, value) =>
        asChange({
          kind: 'replace',
          tenantId: ctx.tenantId,
          key: keyOf(idOf(value)),
          json: JSON.stringify(value),
          etag,
        }),
      deleted: (ctx, etag, id) => asChange({ kind: 'delete', tenantId: ctx.tenantId, key: keyOf(id), etag }),
    };
  };

  const refusal = (ctx: TenantContext, change: MemoryChange) => {
    const row = rows.get(rowKey(ctx, change.key));
    if (change.kind === 'insert') return row === undefined ? undefined : conflict('exists');
    return row?.etag === change.etag ? undefined : stale;
  };

  const apply = (ctx: TenantContext, change: MemoryChange): string => {
    if (change.json === undefined) {
      rows.delete(rowKey(ctx, change.key));
      return '';
    }
    const etag = `W/"${++version}"`;
    rows.set(rowKey(ctx, change.key), { json: change.json, etag });
    return etag;
  };

  const commit: Commit = async (ctx, changes, messages = []) => {
    const wanted = changes.map(asMemoryChange);
    if (wanted.some((change) => change.tenantId !== ctx.tenantId)) {
      throw new Error('a commit must not reach into another tenant');
    }
    if (wanted.length + messages.length === 0) throw new Error('a commit needs a change or a message');
    const outboxRows = messages.length > 0 || wanted.some(({ kind }) => kind === 'delete') ? 1 : 0;
    const written = wanted.length + outboxRows;
    if (written > 100) throw new Error(`a commit has ${written} rows`);
    if (new Set(wanted.map(({ key }) => key)).size < wanted.length)
      throw new Error('a commit has a row twice');
    for (const change of wanted) {
      const refused = refusal(ctx, change);
      if (refused !== undefined) return err(refused);
    }
    const etags = wanted.map((change) => apply(ctx, change));
    const { tenantId, correlationId } = ctx;
    await bus.send(
      messages.map((message) => ({
        ...message,
        id: message.id ?? random.id(),
        correlationId,
        body: { ...message.body, tenantId, correlationId },
      })),
    );
    return ok(etags);
  };

  /** Every row of these kinds, to compare byte by byte. */
  const dump = (wanted: (kind: string) => boolean) =>
    JSON.stringify([...rows].filter(([key]) => wanted(key.split('|')[1] ?? '')));

  const acts = store({ kind: 'act', schema: actSchema, idOf: ({ id }) => id });
  const audit = makeAudit({ commit, acts, clock: deps.clock ?? systemClock, random });
  return {
    store,
    audited: <T>(how: Audited<T>, kept: MemoryEntityOptions<T>): EntityStore<T> =>
      audit.audited(store(kept), { ...how, idOf: kept.idOf }),
    commit: audit.commit,
    recordAct: audit.recordAct,
    acts,
    dump,
    sent: ownBus.sent,
  };
};
