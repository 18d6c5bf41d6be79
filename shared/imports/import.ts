import * as z from 'zod';
import { nameStyleWishSchema } from '../contacts/name-style.ts';
import type { EntityStore } from '../kernel/commit.ts';
import type { ImportId, RunId, TenantId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Transitions } from '../kernel/transitions.ts';
import { grantSchema } from '../shares/share.ts';
import { categoryColourSchema } from './category-colour.ts';
import { deletionLimitSchema, heldBackSchema } from './deletion-limit.ts';
import { mostRunsPerDay } from './next-run.ts';
import { runTriggers } from './run.ts';

/** [I1] Whose mailboxes receive the contacts of exactly one share, where, and when. */
export const importStates = ['active', 'deleting'] as const;
export const importTransitions: Transitions<ImportState> = {
  what: 'import',
  moves: [{ from: 'active', to: 'deleting' }],
};

export const targetsSchema = z.strictObject({
  /** Entra object ids of users. */
  users: z.array(z.guid()).max(5000),
  /** Entra object ids of groups; their members through nested groups. */
  groups: z.array(z.guid()).max(100),
});

/** What a refusal says of targets that name nobody. */
export const noTargets = {
  pointer: '/targets',
  rule: 'at-least-one',
  params: { of: 'users, groups' },
} as const;

/** [I8] An own folder of this name, or the mailbox's default folder: the only one that many phones show. */
export const folderSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('own'), displayName: z.string().min(1).max(120) }),
  z.strictObject({ kind: z.literal('default') }),
]);

/** [I6] What waits for an administrator's word, as the run told it. */
export const gateSchema = heldBackSchema.extend({ runId: z.string(), since: z.string() });

export const importSchema = z.strictObject({
  id: z.string() as unknown as z.ZodType<ImportId>,
  displayName: z.string(),
  grant: grantSchema,
  /** As told by the provider when last read. */
  shareName: z.string(),
  providerName: z.string(),
  targets: targetsSchema,
  folder: folderSchema,
  /** Outlook category that every managed contact bears. */
  category: z.string().min(1).max(120),
  /** [H5] Given to the category once in each mailbox; absent: whatever it has there. */
  categoryColour: categoryColourSchema.optional(),
  /** [H5] What is named here counts instead of what the share says of it. */
  nameStyle: nameStyleWishSchema.optional(),
  /** [I11] Contacts that are in the folder already are made ours where they are those of the share. */
  adopt: z.literal(true).optional(),
  /** [I2][I3] Local times of the runs of a day in the tenant's zone, `HH:MM`: sorted, each once. */
  runsAt: z
    .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/))
    .min(1)
    .max(mostRunsPerDay),
  state: z.enum(importStates),
  /** RFC 3339 instant of the next of these runs. */
  nextRunAt: z.string(),
  /** RFC 3339: since when its administrator has it paused. What else holds it is derived: holds.ts. */
  pausedAt: z.string().optional(),
  /** RFC 3339: when a run was first left out because something held the import; goes with the next run. */
  missedAt: z.string().optional(),
  /** What its administrator was told last of a run (`newsOf`), so that he is told again only of something else. */
  announced: z.string().optional(),
  /** The run under way; a second one waits for it. */
  activeRun: z.string().optional() as unknown as z.ZodOptional<z.ZodType<RunId>>,
  /** Asked for while a run was under way: follows it. */
  pendingRun: z.enum(runTriggers).optional(),
  /** [I6] Absent: the default. */
  deletionLimit: deletionLimitSchema.optional(),
  gate: gateSchema.optional(),
  /** When the administrator last took users or groups out, until a run has emptied their mailboxes. */
  targetsCutAt: z.string().optional(),
  createdAt: z.string(),
  changedAt: z.string(),
});

export type ImportState = (typeof importStates)[number];
export type Import = z.infer<typeof importSchema>;
export type ImportStore = EntityStore<Import>;

/** A run that is due by its time of day, found across tenants by time. Cross-tenant by purpose: only the timer reads it. */
export interface DueImport {
  readonly tenantId: TenantId;
  readonly importId: ImportId;
  /** RFC 3339; equals the import's `nextRunAt`, or the entry is out of date. */
  readonly dueAt: string;
}

export interface DueImports {
  /** Written before the import that points to this time, so that a crash leaves at most an entry out of date. */
  put(ctx: TenantContext, importId: ImportId, dueAt: string): Promise<void>;
  remove(ctx: TenantContext, importId: ImportId, dueAt: string): Promise<void>;
  /** Of all tenants, oldest first. */
  acrossTenants(until: string): AsyncIterable<DueImport>;
}
