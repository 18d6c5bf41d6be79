import * as z from 'zod';
import type { makeExportContacts } from '../../shared/app-directory/export-contacts.ts';
import type { makeListChanges } from '../../shared/app-directory/list-changes.ts';
import type { makeLookupNumber } from '../../shared/app-directory/lookup-number.ts';
import type { makeReadContact } from '../../shared/app-directory/read-contact.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { okReply, raw, rawSchema } from '../../shared/http/reply.ts';
import { ok } from '../../shared/kernel/result.ts';
import {
  changeView,
  contactView,
  lookupView,
  toChange,
  toContactView,
  toLookup,
} from './my-contact-views.ts';

export interface MyContactRouteDeps {
  readonly listContactChanges: ReturnType<typeof makeListChanges>;
  readonly lookupNumber: ReturnType<typeof makeLookupNumber>;
  readonly readContact: ReturnType<typeof makeReadContact>;
  readonly exportContacts: ReturnType<typeof makeExportContacts>;
}

const tag = 'App';
const access = 'user';
const vcard = 'text/vcard; charset=utf-8';
const version = z
  .enum(['4.0', '3.0'])
  .default('4.0')
  .meta({ description: '3.0 is what older phones and Outlook read.' });
const asFile = (name: string) => ({ 'content-disposition': `attachment; filename="${name}"` });

/** Loaded where it is asked for: the library of vCards is no part of what starts. */
const vcards = () => import('../../shared/contacts/vcard/to-vcard.ts');

/** [S9] What a signed-in user sees of the sources that are open to him. */
export const myContactRoutes = (deps: MyContactRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'listMyContacts',
    method: 'GET',
    path: '/v1/me/contacts',
    summary: 'Read whom the user sees, and afterwards only what has changed',
    description:
      'Follow `nextLink` until there is `deltaLink`; ask that one later for what has changed since, reports of contacts ' +
      'that are gone among it. A link is good for its user alone and for 29 days; 410 asks to start again.',
    tag,
    access,
    paged: true,
    replies: {
      200: z.object({
        value: z.array(changeView),
        nextLink: z.string().optional().meta({ description: 'More of the same round.' }),
        deltaLink: z.string().optional().meta({ description: 'Ends a round and begins the next.' }),
      }),
    },
    errors: ['subscription-required', 'start-again', 'invalid'],
    handler: async ({ ctx, principal, page }) => {
      const found = await deps.listContactChanges(ctx, principal.oid, page.request);
      if (!found.ok) return found;
      const { items, token, more } = found.value;
      const link = page.link(token);
      return ok(
        okReply({ value: items.map(toChange), ...(more ? { nextLink: link } : { deltaLink: link }) }),
      );
    },
  }),
  defineRoute({
    operationId: 'lookUpNumber',
    method: 'GET',
    path: '/v1/me/contacts/lookup',
    summary: 'Ask who a number belongs to',
    description:
      'Nobody is an empty list. The number is best sent as `%2B49…`; else the company’s country counts.',
    tag,
    access,
    limit: { class: 'reading', perMinute: 120 },
    query: z.strictObject({ phone: z.string().min(1).max(64).meta({ example: '+498912345612' }) }),
    replies: { 200: lookupView },
    errors: ['subscription-required', 'invalid'],
    handler: async ({ ctx, principal, query }) => {
      const found = await deps.lookupNumber(ctx, principal.oid, query.phone);
      return found.ok ? ok(okReply(toLookup(found.value))) : found;
    },
  }),
  defineRoute({
    operationId: 'exportMyContacts',
    method: 'GET',
    path: '/v1/me/contacts/export',
    summary: 'Take whom the user sees as vCards, each person once',
    tag,
    access,
    limit: { class: 'expensive', perMinute: 5 },
    query: z.strictObject({ version }),
    replies: { 200: rawSchema('text/vcard', 'vCards, one behind the other.') },
    errors: ['subscription-required', 'conflict'],
    handler: async ({ ctx, principal, query }) => {
      const found = await deps.exportContacts(ctx, principal.oid);
      if (!found.ok) return found;
      const { writeVcard } = await vcards();
      return ok(raw(200, vcard, writeVcard(found.value, query.version), asFile('contacts.vcf')));
    },
  }),
  defineRoute({
    operationId: 'getMyContact',
    method: 'GET',
    path: '/v1/me/contacts/{contactKey}',
    summary: 'Read a contact that the user sees',
    tag,
    access,
    replies: { 200: contactView },
    errors: ['subscription-required', 'not-found'],
    handler: async ({ ctx, principal, params }) => {
      const found = await deps.readContact(ctx, principal.oid, params.contactKey);
      return found.ok ? ok(okReply(toContactView(found.value))) : found;
    },
  }),
  defineRoute({
    operationId: 'getMyContactVcard',
    method: 'GET',
    path: '/v1/me/contacts/{contactKey}/vcard',
    summary: 'Take a contact as a vCard',
    tag,
    access,
    query: z.strictObject({ version }),
    replies: { 200: rawSchema('text/vcard', 'The vCard.') },
    errors: ['subscription-required', 'not-found'],
    handler: async ({ ctx, principal, params, query }) => {
      const found = await deps.readContact(ctx, principal.oid, params.contactKey);
      if (!found.ok) return found;
      const { id, contact } = found.value;
      const { toVcard } = await vcards();
      const card = toVcard({ ...contact, key: id }, { version: query.version });
      return ok(raw(200, vcard, card, asFile('contact.vcf')));
    },
  }),
];
