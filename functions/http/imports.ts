import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { matches } from '../../shared/http/etag.ts';
import { listOf, listReply } from '../../shared/http/paging.ts';
import { accepted, created, okReply } from '../../shared/http/reply.ts';
import { categoryColourSchema } from '../../shared/imports/category-colour.ts';
import type { makeChangeImport, makeDeleteImport } from '../../shared/imports/change-import.ts';
import type { makeCreateImport } from '../../shared/imports/create-import.ts';
import { deletionLimitSchema } from '../../shared/imports/deletion-limit.ts';
import { folderSchema, type ImportStore, targetsSchema } from '../../shared/imports/import.ts';
import { mostRunsPerDay } from '../../shared/imports/next-run.ts';
import type { ReadHoldsOfMany } from '../../shared/imports/read-holds.ts';
import { notFound } from '../../shared/kernel/failures.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import { type HoldRouteDeps, holdRoutes } from './import-holds.ts';
import { type RunRouteDeps, runRoutes } from './import-runs.ts';
import { importView, showImport, viewOfImport } from './import-view.ts';
import { importNameStyle, nameStylePatch } from './name-style-body.ts';
import { runPath } from './run-view.ts';

export interface ImportRouteDeps extends RunRouteDeps, HoldRouteDeps {
  readonly imports: ImportStore;
  readonly readHoldsOfMany: ReadHoldsOfMany;
  readonly createImport: ReturnType<typeof makeCreateImport>;
  readonly changeImport: ReturnType<typeof makeChangeImport>;
  readonly deleteImport: ReturnType<typeof makeDeleteImport>;
}

const name = z.string().trim().min(1).max(120);
const targets = z
  .strictObject({
    users: targetsSchema.shape.users.default([]),
    groups: targetsSchema.shape.groups.default([]),
  })
  .meta({ description: 'Whose mailboxes are filled, by Entra object id of users and groups.' });
/** Of a change: users or groups that are left out stay as they are. */
const targetsPatch = z
  .strictObject(targetsSchema.shape)
  .partial()
  .meta({ description: 'Users or groups that are left out stay; a list that is named is replaced.' });
const runsAt = z
  .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'time-of-day'))
  .min(1)
  .max(mostRunsPerDay)
  .meta({
    description:
      'Local times of the runs of a day, HH:MM in the time zone of the tenant, in any order. The plan says how many.',
    example: ['02:30', '13:00'],
  });
const category = z.string().trim().min(1).max(120).meta({ description: 'Outlook category of the contacts.' });

const categoryColour = categoryColourSchema.meta({
  description:
    'Colour of the category in Outlook: preset0 red (Rot), 1 orange (Orange), 2 brown (Braun), 3 yellow (Gelb), 4 green ' +
    '(Grün), 5 teal (Türkis), 6 olive (Oliv), 7 blue (Blau), 8 purple (Violett), 9 cranberry (Cranberry), 10 steel (Stahl), ' +
    '11 dark steel (Dunkelstahl), 12 grey (Grau), 13 dark grey (Dunkelgrau), 14 black (Schwarz), 15 to 24 the dark shades ' +
    '(dunkel) of 0 to 9. Given once in each mailbox, by the next run; what a user makes of it then is his. Takes the ' +
    'permission MailboxSettings.ReadWrite.',
});

const adopt = z.boolean().meta({
  description:
    'Contacts that are in the folder already, by hand or by another tool, are taken over where they are the same person by ' +
    'e-mail address or number, instead of being there twice: once in each mailbox. Notes, categories and photos of the user ' +
    'stay. Deleting the import gives them back.',
});

const deletionLimit = deletionLimitSchema.partial().meta({
  description:
    'What a run may take away unasked. A mailbox is left as it is where more than `percent` of its contacts and more ' +
    'than `contacts` would be deleted; mailboxes are not emptied where their groups lose more than `percent` of them ' +
    'and more than 3. Default: 20 and 5.',
});
const read = { roles: ['Reader', 'Admin'] } as const;
const change = { roles: ['Admin'] } as const;
const tag = 'Imports';

export const importRoutes = (
  deps: ImportRouteDeps,
  viewOf = showImport(deps.readHolds),
): readonly Route[] => [
  defineRoute({
    operationId: 'createImport',
    method: 'POST',
    path: '/v1/imports',
    summary: 'Fill mailboxes with the contacts of a share; the first run starts at once',
    tag,
    access: change,
    idempotent: true,
    body: z.strictObject({
      displayName: name.optional(),
      shareId: z
        .string()
        .min(1)
        .max(128)
        .meta({ description: 'The id that the provider of the share sent.' }),
      targets,
      folder: folderSchema.optional().meta({
        description:
          'An own folder (default: named like the share), or the default folder, the only one many phones show.',
      }),
      category: category.optional(),
      categoryColour: categoryColour.optional(),
      nameStyle: importNameStyle.optional(),
      adopt: adopt.optional(),
      runsAt: runsAt.optional(),
    }),
    replies: { 201: importView },
    errors: [
      'invalid',
      'share-unusable',
      'licences-short',
      'consent-required',
      'access-blocked',
      'throttled',
      'unavailable',
    ],
    handler: async ({ ctx, body }) => {
      const result = await deps.createImport(ctx, body);
      if (!result.ok) return result;
      const { value, etag } = result.value;
      return ok(created(await viewOf(ctx, value), { location: `/v1/imports/${value.id}`, etag }));
    },
  }),
  defineRoute({
    operationId: 'listImports',
    method: 'GET',
    path: '/v1/imports',
    summary: 'List the imports of the own company',
    tag,
    access: read,
    paged: true,
    replies: { 200: listOf(importView) },
    errors: [],
    handler: async ({ ctx, page }) => {
      const found = await deps.imports.list(ctx, page.request);
      const holds = await deps.readHoldsOfMany(
        ctx,
        found.items.map(({ value }) => value),
      );
      const items = found.items.map(({ value }, n) => viewOfImport(value, holds[n] ?? []));
      return ok(listReply(page, { ...found, items }, (item) => item));
    },
  }),
  defineRoute({
    operationId: 'getImport',
    method: 'GET',
    path: '/v1/imports/{importId}',
    summary: 'Read an import',
    tag,
    access: read,
    replies: { 200: importView },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const found = await deps.imports.get(ctx, params.importId);
      if (found === undefined) return err(notFound);
      return ok(okReply(await viewOf(ctx, found.value), { etag: found.etag }));
    },
  }),
  defineRoute({
    operationId: 'changeImport',
    method: 'PATCH',
    path: '/v1/imports/{importId}',
    summary: 'Change an import; what shows in the mailboxes starts a run',
    tag,
    access: change,
    precondition: 'required',
    body: z.strictObject({
      displayName: name.optional(),
      targets: targetsPatch.optional(),
      category: category.optional(),
      categoryColour: categoryColour
        .nullable()
        .optional()
        .meta({ description: '`null`: no wish any more; categories keep their colour.' }),
      nameStyle: nameStylePatch.optional(),
      adopt: adopt.optional(),
      runsAt: runsAt.optional(),
      deletionLimit: deletionLimit.optional(),
    }),
    replies: { 200: importView },
    errors: [
      'not-found',
      'stale',
      'conflict',
      'invalid',
      'licences-short',
      'consent-required',
      'access-blocked',
      'throttled',
      'unavailable',
    ],
    handler: async ({ ctx, params, body, etag }) => {
      const result = await deps.changeImport(ctx, params.importId, (stored) => matches(etag, stored), body);
      if (!result.ok) return result;
      return ok(okReply(await viewOf(ctx, result.value.value), { etag: result.value.etag }));
    },
  }),
  defineRoute({
    operationId: 'deleteImport',
    method: 'DELETE',
    path: '/v1/imports/{importId}',
    summary: 'Take the contacts out of every mailbox, then delete the import',
    tag,
    access: change,
    precondition: 'required',
    replies: { 202: importView },
    errors: ['not-found', 'stale', 'conflict', 'invalid'],
    handler: async ({ ctx, params, etag }) => {
      const result = await deps.deleteImport(ctx, params.importId, (stored) => matches(etag, stored));
      if (!result.ok) return result;
      const { value } = result.value;
      const location =
        value.activeRun === undefined
          ? `/v1/imports/${value.id}`
          : runPath({ importId: value.id, id: value.activeRun });
      return ok(accepted(await viewOf(ctx, value), { location }));
    },
  }),
  ...holdRoutes(deps),
  ...runRoutes(deps),
];
