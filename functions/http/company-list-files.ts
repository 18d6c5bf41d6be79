import * as z from 'zod';
import type { makeLoadList } from '../../shared/company-lists/load-list.ts';
import type { makeExportList } from '../../shared/company-lists/read-list.ts';
import { writeCsv } from '../../shared/company-lists/write-csv.ts';
import { officeBody } from '../../shared/http/body.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { okReply, raw, rawSchema } from '../../shared/http/reply.ts';
import { ok } from '../../shared/kernel/result.ts';

const count = z.int();
const loadView = z
  .strictObject({
    dryRun: z.boolean(),
    created: count,
    updated: count,
    unchanged: count,
    removed: count,
    repeated: count.meta({ description: 'Rows without an id that the file has more than once.' }),
    contacts: count.meta({ description: 'Contacts of the list afterwards.' }),
    withoutNumber: count.meta({ description: 'Those of them whom no caller can be recognised as.' }),
    unusableNumbers: count.meta({ description: 'See `/quality` of the source for which, and why.' }),
    ignoredColumns: z.array(z.string()).meta({ description: 'Headings that mean nothing here.' }),
  })
  .meta({ id: 'ContactsLoaded' });

const access = { roles: ['Admin'] } as const;
const tag = 'Company lists';
const limit = { class: 'expensive', perMinute: 30 } as const;
const mostBytes = 4 * 1024 * 1024;

/** [S10] Company lists as files, in and out. */
export const companyListFileRoutes = (deps: {
  readonly loadList: ReturnType<typeof makeLoadList>;
  readonly exportList: ReturnType<typeof makeExportList>;
}): readonly Route[] => [
  defineRoute({
    operationId: 'loadContacts',
    method: 'POST',
    path: '/v1/sources/{sourceId}/contacts/load',
    summary: 'Load a file of contacts into a company list, whole or not at all',
    description:
      'CSV with a line of headings, in German or English, or vCards 3.0 or 4.0. A row says all of its contact. It is ' +
      'known again by its id, without one by its content: loading a file again changes nothing. Errors are answered ' +
      'with their lines (`line:12/E-Mail`), and nothing is changed.',
    tag,
    access,
    limit,
    idempotent: true,
    maxBodyBytes: mostBytes,
    query: z.strictObject({
      mode: z.enum(['merge', 'replace']).default('merge').meta({
        description: '`replace` removes the contacts that the file does not have.',
      }),
      dryRun: z
        .enum(['true', 'false'])
        .default('false')
        .meta({ description: 'Says what would come of it, and changes nothing.' }),
    }),
    body: officeBody('text/csv', 'text/vcard'),
    replies: { 200: loadView },
    errors: ['not-found', 'conflict', 'invalid'],
    handler: async ({ ctx, params, query: { mode, dryRun: asked }, body: { mediaType, text } }) => {
      const dryRun = asked === 'true';
      const format = mediaType === 'text/csv' ? 'csv' : 'vcard';
      const result = await deps.loadList(ctx, params.sourceId, { format, text, mode, dryRun });
      return result.ok ? ok(okReply({ dryRun, ...result.value })) : result;
    },
  }),
  defineRoute({
    operationId: 'exportContacts',
    method: 'GET',
    path: '/v1/sources/{sourceId}/contacts/export',
    summary: 'Take a company list out as CSV or vCards 4.0; loading that again changes nothing',
    description:
      'Headings are in the language asked for; so is what separates the cells: semicolons in German, commas in ' +
      'English, as Excel expects them. Cells that a spreadsheet would take for a formula, as `+49 …`, begin with an ' +
      'apostrophe, which loading takes away again.',
    tag,
    access,
    limit,
    query: z.strictObject({ format: z.enum(['csv', 'vcard']).default('csv') }),
    replies: { 200: rawSchema('text/csv', 'UTF-8; vCards are `text/vcard`.') },
    errors: ['not-found', 'conflict'],
    handler: async ({ ctx, params, query: { format } }) => {
      const result = await deps.exportList(ctx, params.sourceId, format);
      if (!result.ok) return result;
      const attachment = (name: string) => ({ 'content-disposition': `attachment; filename="${name}"` });
      if (format === 'csv') {
        const text = writeCsv(result.value, ctx.language);
        return ok(raw(200, 'text/csv; charset=utf-8; header=present', text, attachment('contacts.csv')));
      }
      // Loaded where it is asked for: the library of vCards is no part of what starts.
      const { toVcard } = await import('../../shared/contacts/vcard/to-vcard.ts');
      const cards = result.value.map((entry) => toVcard(entry, { version: '4.0', withSpelling: true }));
      return ok(raw(200, 'text/vcard; charset=utf-8', cards.join(''), attachment('contacts.vcf')));
    },
  }),
];
