import * as z from 'zod';
import { fieldPolicySchema } from '../contacts/field-policy.ts';
import { nameStyleSchema } from '../contacts/name-style.ts';
import { categoryColourSchema } from '../imports/category-colour.ts';
import type { EntityStore } from '../kernel/commit.ts';
import type { ShareId, SourceId, TenantId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';

/**
 * [H1] What a company offers of its people. Its capability, not its id, is what a partner gets [H3].
 * An active share can be revoked, and that is for good.
 */
export const shareStates = ['active', 'revoked'] as const;

const entryKey = z.string().min(1).max(128);

/** [H1][H4] Who is in it: everyone, or the named users and the members of the named groups; then filters; then exclusions. */
export const selectionSchema = z.strictObject({
  everyone: z.boolean(),
  /** Keys of entries in any of the sources; Entra's and Active Directory's are object ids. */
  users: z.array(entryKey).max(5000),
  groups: z.array(z.guid()).max(100),
  exclude: z.array(entryKey).max(5000),
  filters: z.strictObject({
    onlyWithNumber: z.boolean(),
    includeDisabled: z.boolean(),
    includeHidden: z.boolean(),
    /** Any of these, compared without regard to case; empty for all. */
    departments: z.array(z.string().min(1).max(256)).max(100),
  }),
});

export const mostSources = 20;
const shareSourceSchema = z.strictObject({
  sourceId: z.string() as unknown as z.ZodType<SourceId>,
});

export const shareSchema = z.strictObject({
  id: z.string() as unknown as z.ZodType<ShareId>,
  displayName: z.string(),
  /** The first that knows something of a person is believed [S7]. */
  sources: z.array(shareSourceSchema).min(1).max(mostSources),
  selection: selectionSchema,
  /** Field groups that leave the company. */
  fields: fieldPolicySchema,
  /** Text kept between two marks in each contact's note [I10]. */
  note: z.string().max(500).optional(),
  /** [H5] Absent: names are shown as the sources have them. An import may choose otherwise. */
  nameStyle: nameStyleSchema.optional(),
  /** [H5] Name and colour of the category, for imports that are created without their own. */
  category: z.string().min(1).max(120).optional(),
  categoryColour: categoryColourSchema.optional(),
  state: z.enum(shareStates),
  /** Partners that may import it, by tenant id; absent: any who hold the capability. The own tenant always may. */
  allowedTenants: z.array(z.guid()).max(200).optional(),
  /** RFC 3339; no import runs from then on. */
  expiresAt: z.string().optional(),
  /** Keyed hash of the current capability, hex. */
  capabilityHash: z.string(),
  /** Counts rotations. Imports of a generation below `oldestGeneration` are no longer served. */
  generation: z.number().int(),
  oldestGeneration: z.number().int(),
  createdAt: z.string(),
  changedAt: z.string(),
});

export type Selection = z.infer<typeof selectionSchema>;

type Some<T> = { readonly [Key in keyof T]?: T[Key] | undefined };
/** What is left out stays: whoever adds a department does not lose those who are excluded. */
export type SelectionPatch = Some<Omit<Selection, 'filters'>> & {
  readonly filters?: Some<Selection['filters']> | undefined;
};
export type Share = z.infer<typeof shareSchema>;
export type ShareStore = EntityStore<Share>;

/** What an import keeps of the capability it was created with. */
export const grantSchema = z.strictObject({
  providerTenantId: z.string() as unknown as z.ZodType<TenantId>,
  shareId: z.string() as unknown as z.ZodType<ShareId>,
  generation: z.number().int(),
});
export type Grant = z.infer<typeof grantSchema>;

/** Finds a share by the hash of its capability, before the provider's tenant is known. Cross-tenant by purpose. */
export interface ShareLookup {
  find(capabilityHash: string): Promise<Grant | undefined>;
  /** Written before the share that it points to, so that a crash leaves at most a pointer to nothing. */
  put(ctx: TenantContext, capabilityHash: string, grant: Grant): Promise<void>;
  remove(ctx: TenantContext, capabilityHash: string): Promise<void>;
}

/** [H3] Who imports a share, kept in the provider's partition. */
export const shareUseSchema = z.strictObject({
  shareId: z.string() as unknown as z.ZodType<ShareId>,
  importerTenantId: z.string() as unknown as z.ZodType<TenantId>,
  importerName: z.string(),
  importId: z.string(),
  since: z.string(),
  lastRunAt: z.string(),
  mailboxes: z.number().int(),
  generation: z.number().int(),
});
export type ShareUse = z.infer<typeof shareUseSchema>;
/** Id: `shareId~importerTenantId~importId`. */
export type ShareUseStore = EntityStore<ShareUse>;
export const shareUseId = (use: Pick<ShareUse, 'shareId' | 'importerTenantId' | 'importId'>): string =>
  `${use.shareId}~${use.importerTenantId}~${use.importId}`;
