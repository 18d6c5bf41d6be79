import * as z from 'zod';
import { nameStyleWishSchema } from '../../shared/contacts/name-style.ts';
import { categoryColourSchema } from '../../shared/imports/category-colour.ts';
import { defaultDeletionLimit, deletionLimitSchema } from '../../shared/imports/deletion-limit.ts';
import { type HoldReason, holdReasons } from '../../shared/imports/holds.ts';
import { folderSchema, gateSchema, type Import, targetsSchema } from '../../shared/imports/import.ts';
import type { ReadHolds } from '../../shared/imports/read-holds.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';

const gateView = gateSchema.meta({
  id: 'Gate',
  description:
    'Deletions that wait for a confirmation: `contacts`, up to `deletions` of `of` in each of `mailboxes`; or ' +
    '`mailboxes` that would be emptied because groups have shrunk.',
});

export const importView = z
  .strictObject({
    id: z.guid(),
    displayName: z.string(),
    share: z.strictObject({ displayName: z.string(), provider: z.string(), providerTenantId: z.guid() }),
    targets: targetsSchema,
    folder: folderSchema,
    category: z.string(),
    categoryColour: categoryColourSchema.optional(),
    nameStyle: nameStyleWishSchema.optional(),
    adopt: z.boolean(),
    runsAt: z.array(z.string()).meta({ description: 'Local times of the runs of a day, sorted.' }),
    state: z.enum(['active', 'paused', 'deleting']).meta({
      description: 'Paused: something holds it, see `pausedBy`. Nothing is deleted from mailboxes meanwhile.',
    }),
    pausedBy: z.array(z.enum(holdReasons)).meta({
      description:
        'What holds it, the most pressing first; empty while it runs. `administrator` ends with `resume`, all else by ' +
        'itself with its cause.',
    }),
    pausedAt: z.string().optional().meta({ description: 'Since when an administrator has it paused.' }),
    nextRunAt: z.string(),
    activeRun: z.string().optional().meta({ description: 'The run under way.' }),
    deletionLimit: deletionLimitSchema,
    gate: gateView.optional(),
    createdAt: z.string(),
    changedAt: z.string(),
  })
  .meta({ id: 'Import' });

/** Who asks sees whether it runs, and if not why: what holds it is looked up at that moment. */
export const viewOfImport = (
  {
    grant,
    shareName,
    providerName,
    pendingRun: _pending,
    missedAt: _missed,
    announced: _announced,
    targetsCutAt: _cut,
    deletionLimit = defaultDeletionLimit,
    adopt,
    ...rest
  }: Import,
  pausedBy: readonly HoldReason[],
) => ({
  ...rest,
  state: rest.state === 'active' && pausedBy.length > 0 ? ('paused' as const) : rest.state,
  pausedBy,
  adopt: adopt === true,
  deletionLimit,
  share: { displayName: shareName, provider: providerName, providerTenantId: grant.providerTenantId },
});

export const showImport = (readHolds: ReadHolds) => async (ctx: TenantContext, imported: Import) =>
  viewOfImport(imported, await readHolds(ctx, imported));
