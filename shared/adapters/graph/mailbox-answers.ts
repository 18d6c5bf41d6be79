import * as z from 'zod';
import type { MailboxAnswer, MailboxOperation, ReportedContact } from '../../imports/mailboxes.ts';
import { reportedContact } from './contact-json.ts';

const page = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});
const folders = z.object({ value: z.array(z.object({ id: z.string(), displayName: z.string() })) });
const created = z.object({ id: z.string() });
const categories = z.object({
  value: z.array(z.object({ id: z.string(), displayName: z.string(), color: z.string() })),
  '@odata.nextLink': z.string().optional(),
});
const removal = z.object({ id: z.string(), '@removed': z.unknown() });

const isRemoval = (entry: unknown): boolean =>
  typeof entry === 'object' && entry !== null && '@removed' in entry;

/** The answer of a success; undefined where the body is not what the operation answers with. */
export function answerOf(operation: MailboxOperation, body: unknown): MailboxAnswer | undefined {
  switch (operation.kind) {
    case 'create-folder': {
      const folder = created.safeParse(body);
      return folder.success ? { id: folder.data.id } : undefined;
    }
    case 'find-folder': {
      const found = folders.safeParse(body);
      if (!found.success) return undefined;
      // Names are compared as Exchange does when it refuses a second folder of a name.
      const wanted = operation.displayName.toLowerCase();
      const id = found.data.value.find(({ displayName }) => displayName.toLowerCase() === wanted)?.id;
      return id === undefined ? {} : { id };
    }
    case 'list':
    case 'find-tag':
    case 'changes':
      return pageAnswer(body);
    case 'create':
    case 'update':
    case 'read': {
      const contact = reportedContact(body);
      if (contact === undefined) return operation.kind === 'update' ? {} : undefined;
      const { id, changeKey } = contact;
      return { ...(operation.kind === 'create' ? { id } : {}), changeKey, contacts: [contact] };
    }
    case 'delete-folder':
    case 'delete':
    case 'put-photo':
    case 'delete-photo':
    case 'create-category':
    case 'colour-category':
      return {};
    case 'list-categories':
      return categoriesAnswer(body);
  }
}

function categoriesAnswer(body: unknown): MailboxAnswer | undefined {
  const parsed = categories.safeParse(body);
  if (!parsed.success) return undefined;
  const { value, '@odata.nextLink': next } = parsed.data;
  const masterCategories = value.map(({ id, displayName, color }) => ({ id, displayName, colour: color }));
  return { masterCategories, ...(next === undefined ? {} : { next }) };
}

function pageAnswer(body: unknown): MailboxAnswer | undefined {
  const parsed = page.safeParse(body);
  if (!parsed.success) return undefined;
  const { value, '@odata.nextLink': next, '@odata.deltaLink': link } = parsed.data;
  const removedIds = value.filter(isRemoval).flatMap((entry) => {
    const removed = removal.safeParse(entry);
    return removed.success ? [removed.data.id] : [];
  });
  const contacts: ReportedContact[] = [];
  for (const entry of value.filter((each) => !isRemoval(each))) {
    const contact = reportedContact(entry);
    // One that cannot be read must not pass for one that is not there: it would be created a second time.
    if (contact === undefined) return undefined;
    contacts.push(contact);
  }
  return {
    contacts,
    ...(removedIds.length === 0 ? {} : { removedIds }),
    ...(next === undefined ? {} : { next }),
    ...(link === undefined ? {} : { link }),
  };
}
