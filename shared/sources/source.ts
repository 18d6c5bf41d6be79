import { z } from 'zod';
import type { Contact } from '../contacts/contact.ts';
import type { EntityStore } from '../kernel/commit.ts';
import type { SourceId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';

/** [S0] A place that contacts are read from. */
export const sourceKinds = ['entra-id'] as const;
export const sourceStates = ['new', 'refreshing', 'ready', 'failed'] as const;

export const sourceTransitions = [
  { from: 'new', to: 'refreshing' },
  { from: 'ready', to: 'refreshing' },
  { from: 'failed', to: 'refreshing' },
  { from: 'refreshing', to: 'ready' },
  { from: 'refreshing', to: 'failed' },
] as const satisfies readonly { from: SourceState; to: SourceState }[];

export const sourceSchema = z.strictObject({
  id: z.string() as unknown as z.ZodType<SourceId>,
  kind: z.enum(sourceKinds),
  /** Anzeigename; the kind's name where the administrator gave none. */
  displayName: z.string(),
  filter: z.enum(['all', 'only-with-number']),
  includeDisabled: z.boolean(),
  includeHidden: z.boolean(),
  includePhotos: z.boolean(),
  state: z.enum(sourceStates),
  createdAt: z.string(),
  /** While refreshing: when a worker that died may be taken over. */
  leaseUntil: z.string().optional(),
  lastRefresh: z
    .strictObject({
      finishedAt: z.string(),
      kind: z.enum(['full', 'delta']),
      contacts: z.number().int(),
      withoutNumber: z.number().int(),
      unusableNumbers: z.number().int(),
      changed: z.number().int(),
      removed: z.number().int(),
    })
    .optional(),
  lastError: z
    .strictObject({
      at: z.string(),
      reason: z.enum(['consent-required', 'access-blocked', 'throttled', 'unavailable', 'tenant-unknown']),
      /** Code of the refusing service, e.g. AADSTS53003. */
      code: z.string().optional(),
    })
    .optional(),
});

export type SourceKind = (typeof sourceKinds)[number];
export type SourceState = (typeof sourceStates)[number];
export type Source = z.infer<typeof sourceSchema>;
export type SourceStore = EntityStore<Source>;

/** Where a source's last read ended. */
export interface ContactsHead {
  /** Start of the next delta; absent after a read that was cut off: the next one is full. */
  readonly link?: string;
  readonly count: number;
  /** Changes with every change of the contacts. */
  readonly version: string;
  readonly fullReadAt: string;
}

/** The contacts of a source at rest: packed, compressed and sealed; readers see the last finished read. */
export interface SourceContacts {
  head(ctx: TenantContext, sourceId: SourceId): Promise<ContactsHead | undefined>;
  /** In pages, in no particular order. */
  all(ctx: TenantContext, sourceId: SourceId): AsyncIterable<readonly Contact[]>;
  /** Becomes visible as a whole once `pages` has ended and `head` was written; until then the former read stays. */
  replaceAll(
    ctx: TenantContext,
    sourceId: SourceId,
    pages: AsyncIterable<readonly Contact[]>,
    head: () => Pick<ContactsHead, 'link' | 'fullReadAt'>,
  ): Promise<ContactsHead>;
  /** Applying the same changes again changes nothing: a crash before the new link is kept repeats them. */
  applyChanges(
    ctx: TenantContext,
    sourceId: SourceId,
    changes: {
      readonly changed: readonly Contact[];
      readonly removed: readonly string[];
      readonly link: string;
    },
  ): Promise<ContactsHead>;
  /** Photos are kept once by their SHA-256. */
  putPhoto(ctx: TenantContext, sourceId: SourceId, hash: string, photo: Uint8Array): Promise<void>;
  photo(ctx: TenantContext, sourceId: SourceId, hash: string): Promise<Uint8Array | undefined>;
  remove(ctx: TenantContext, sourceId: SourceId): Promise<void>;
}
