import * as z from 'zod';
import { fromIso } from '../kernel/clock.ts';
import type { EntityStore } from '../kernel/commit.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Transitions } from '../kernel/transitions.ts';
import { regions } from '../tenants/tenant.ts';

/**
 * [T5][T6] An erasure under way, in the tenant's partition, readable, because it outlives the data key. It is begun with
 * the tenant's move to `erasing` and goes last: while it is there, nothing else is done for this tenant (erasure-gate.ts).
 */
export const erasurePhases = [
  /** Nothing new begins; what was under way comes to its end. */
  'closing',
  /** The keys are destroyed; partners' lists forget this importer. */
  'unlisting',
  'counting',
  'removing',
  /** No key is left in any memory; whatever came in meanwhile goes. */
  'settling',
  'verifying',
] as const;

export const erasureTransitions: Transitions<ErasurePhase> = {
  what: 'erasure',
  moves: [
    { from: 'closing', to: 'unlisting' },
    { from: 'unlisting', to: 'counting' },
    { from: 'counting', to: 'removing' },
    { from: 'removing', to: 'settling' },
    { from: 'settling', to: 'verifying' },
    { from: 'verifying', to: 'settling' },
  ],
};

export const destroyedKeySchema = z.strictObject({
  number: z.int(),
  /** Name and version of the vault's key that had wrapped it. */
  wrappedBy: z.string(),
  /** SHA-256 of the wrapped key, hex: which one it was, without it. */
  sha256: z.string(),
});

/** Where a pass over the rows goes on. */
export const positionSchema = z.strictObject({
  table: z.string(),
  after: z.strictObject({ partition: z.string(), key: z.string() }).optional(),
});

export const erasureSchema = z.strictObject({
  id: z.guid(),
  state: z.enum(erasurePhases),
  cause: z.enum(['requested', 'consent-withdrawn']),
  domain: z.string(),
  region: z.enum(regions),
  /** Entra object id. */
  requestedBy: z.string().optional(),
  requestedAt: z.string().optional(),
  /** End of the grace period; names the entry of `DueErasures`. */
  erasedAfter: z.string(),
  begunAt: z.string(),
  /** RFC 3339; the phase waits until then. */
  notBefore: z.string(),
  /** Counts what was saved, so that each follow-up has an id of its own. */
  step: z.int(),
  keysDestroyedAt: z.string().optional(),
  keys: z.array(destroyedKeySchema),
  position: positionSchema.optional(),
  /** By `table/kind`. */
  counts: z.record(z.string(), z.int()),
});

export type ErasurePhase = (typeof erasurePhases)[number];
export type Erasure = z.infer<typeof erasureSchema>;
export type DestroyedKey = z.infer<typeof destroyedKeySchema>;
export type Position = z.infer<typeof positionSchema>;
export type ErasureStore = EntityStore<Erasure>;
export const erasureKind = 'erasure';
/** One per tenant. */
export const erasureEntityId = 'self';

/** Rows by `table/kind`, and where to go on; absent at the end. */
export interface RowsPass {
  readonly counts: Readonly<Record<string, number>>;
  readonly next?: Position;
}

/**
 * Every row of the tenant, of whatever kind: found by the tenant's id in the keys (and in the columns of the index), not
 * by a list of kinds that could lack one. Left out are the erasure itself, the marks of destroyed keys, the entry of
 * `DueErasures`, the certificates and the tenant's region. Each call does a bounded part.
 */
export interface TenantRows {
  count(ctx: TenantContext, from: Position | undefined): Promise<RowsPass>;
  /** Repeating it is fine. */
  remove(ctx: TenantContext, from: Position | undefined): Promise<RowsPass>;
  /** The last rows of all: the erasure and the marks, in one transaction. */
  end(ctx: TenantContext): Promise<void>;
}

export const erasureBody = z.object({
  /** Of the entry that asked; absent in an erasure's own follow-ups. */
  dueAt: z.string().optional(),
});
export type ErasureRequest = z.infer<typeof erasureBody>;

/** The follow-up of a step that was saved. */
export const erasureMessage = (ctx: TenantContext, { id, step, notBefore }: Erasure): Message => ({
  queue: 'tenant-erasures',
  body: {},
  id: `erase-${ctx.tenantId}-${id.slice(0, 8)}-${step}`,
  notBefore: fromIso(notBefore),
});

/** What a timer's look asks for; one an hour and tenant, however often the timer fires. */
export const dueErasureMessage = (tenant: TenantId, dueAt: string, now: number): Message => ({
  queue: 'tenant-erasures',
  body: { dueAt },
  id: `due-${tenant}-${Math.floor(now / 3_600_000)}`,
});
