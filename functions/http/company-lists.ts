import * as z from 'zod';
import type {
  makeCreateEntry,
  makeDeleteEntry,
  makeReplaceEntry,
} from '../../shared/company-lists/change-entry.ts';
import { entryEtag } from '../../shared/company-lists/list-entry.ts';
import type { makeListEntries, makeReadEntry } from '../../shared/company-lists/read-list.ts';
import { addressSchema, type Contact, phoneKinds, phoneProblems } from '../../shared/contacts/contact.ts';
import { contactDetailsSchema } from '../../shared/contacts/contact-details.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { matches } from '../../shared/http/etag.ts';
import { listOf, listReply } from '../../shared/http/paging.ts';
import { created, noContent, okReply } from '../../shared/http/reply.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { Language } from '../../shared/kernel/tenant-context.ts';
import { problemTexts } from './quality-words.ts';

export interface ListRouteDeps {
  readonly listEntries: ReturnType<typeof makeListEntries>;
  readonly readEntry: ReturnType<typeof makeReadEntry>;
  readonly createEntry: ReturnType<typeof makeCreateEntry>;
  readonly replaceEntry: ReturnType<typeof makeReplaceEntry>;
  readonly deleteEntry: ReturnType<typeof makeDeleteEntry>;
}

const text = z.string().optional();
const entryView = z
  .strictObject({
    id: z.guid(),
    displayName: text,
    givenName: text,
    surname: text,
    companyName: text,
    department: text,
    jobTitle: text,
    officeLocation: text,
    emails: z.array(z.string()),
    phones: z.array(
      z.strictObject({
        kind: z.enum(phoneKinds),
        number: z.string().meta({ description: 'As it was typed.' }),
        e164: z.string().nullable().meta({ description: 'What callers are recognised by; null for none.' }),
        problem: z.enum(phoneProblems).optional(),
        text: z.string().optional().meta({ description: 'What is wrong and what to write instead.' }),
      }),
    ),
    businessAddress: addressSchema.optional(),
  })
  .meta({ id: 'ListContact' });

const viewOf = (
  { key, phones, enabled: _enabled, hidden: _hidden, ...entry }: Contact,
  language: Language,
) => ({
  id: key,
  ...entry,
  phones: phones.map(({ kind, original, e164, problem }) => ({
    kind,
    number: original,
    e164,
    ...(problem === undefined ? {} : { problem, text: problemTexts[problem][language] }),
  })),
});

const read = { roles: ['Reader', 'Admin'] } as const;
const change = { roles: ['Admin'] } as const;
const tag = 'Company lists';
const path = '/v1/sources/{sourceId}/contacts';
const params = z.strictObject({ sourceId: z.string().min(1).max(128), contactId: z.guid() });
const target = ({ sourceId, contactId }: z.infer<typeof params>) => ({
  sourceId,
  key: contactId.toLowerCase(),
});

/** [S10] Entries of a company list. */
export const companyListRoutes = (deps: ListRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'createContact',
    method: 'POST',
    path,
    summary: 'Add a contact to a company list; one without e-mail is welcome',
    description: 'Shares and imports have it with their next run.',
    tag,
    access: change,
    idempotent: true,
    body: contactDetailsSchema,
    replies: { 201: entryView },
    errors: ['not-found', 'conflict'],
    handler: async ({ ctx, params: { sourceId }, body }) => {
      const result = await deps.createEntry(ctx, sourceId, body);
      if (!result.ok) return result;
      const location = `/v1/sources/${sourceId}/contacts/${result.value.key}`;
      return ok(created(viewOf(result.value, ctx.language), { location, etag: entryEtag(result.value) }));
    },
  }),
  defineRoute({
    operationId: 'listContacts',
    method: 'GET',
    path,
    summary: 'List the contacts of a company list, by name',
    tag,
    access: read,
    paged: true,
    replies: { 200: listOf(entryView) },
    errors: ['not-found', 'conflict'],
    handler: async ({ ctx, params, page }) => {
      const result = await deps.listEntries(ctx, params.sourceId, page.request);
      return result.ok ? ok(listReply(page, result.value, (entry) => viewOf(entry, ctx.language))) : result;
    },
  }),
  defineRoute({
    operationId: 'getContact',
    method: 'GET',
    path: `${path}/{contactId}`,
    summary: 'Read a contact of a company list',
    tag,
    access: read,
    params,
    replies: { 200: entryView },
    errors: ['not-found', 'conflict'],
    handler: async ({ ctx, params }) => {
      const { sourceId, key } = target(params);
      const result = await deps.readEntry(ctx, sourceId, key);
      if (!result.ok) return result;
      return ok(okReply(viewOf(result.value, ctx.language), { etag: entryEtag(result.value) }));
    },
  }),
  defineRoute({
    operationId: 'replaceContact',
    method: 'PUT',
    path: `${path}/{contactId}`,
    summary: 'Say anew all of a contact of a company list; what is left out is emptied',
    tag,
    access: change,
    params,
    precondition: 'required',
    body: contactDetailsSchema,
    replies: { 200: entryView },
    errors: ['not-found', 'conflict', 'stale'],
    handler: async ({ ctx, params, body, etag }) => {
      const allowed = (stored: string) => matches(etag, stored);
      const result = await deps.replaceEntry(ctx, target(params), allowed, body);
      if (!result.ok) return result;
      return ok(okReply(viewOf(result.value, ctx.language), { etag: entryEtag(result.value) }));
    },
  }),
  defineRoute({
    operationId: 'deleteContact',
    method: 'DELETE',
    path: `${path}/{contactId}`,
    summary: 'Delete a contact of a company list; imports remove it with their next run',
    tag,
    access: change,
    params,
    precondition: 'optional',
    replies: { 204: z.undefined() },
    errors: ['not-found', 'conflict', 'stale'],
    handler: async ({ ctx, params, etag }) => {
      const allowed = (stored: string) => etag === undefined || matches(etag, stored);
      const result = await deps.deleteEntry(ctx, target(params), allowed);
      return result.ok ? ok(noContent()) : result;
    },
  }),
];
