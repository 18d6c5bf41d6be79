import type { Contact } from '../contacts/contact.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Source, SourceContacts, SourceStore } from '../sources/source.ts';
import type { ExportItem, ExportSection } from './export-section.ts';

interface Deps {
  readonly sources: SourceStore;
  readonly contacts: SourceContacts;
}

/**
 * The contacts of every source, opened, each with its photo. The cursor is source, read, part and number; a source that was
 * read anew meanwhile is given from its beginning again: nobody is missed, and some come twice, under the same id.
 */
export const contactSection = (deps: Deps): ExportSection => ({
  kind: 'contact',
  read: async function* (ctx, after) {
    const [at = '', read = '', part = '0', number = '-1'] = after?.split('|') ?? [];
    for await (const { value: source } of deps.sources.all(ctx)) {
      if (source.id < at) continue;
      const from = source.id === at ? { read, part: Number(part), number: Number(number) } : undefined;
      yield* contactsOf(deps, ctx, source, from ?? { read: '', part: 0, number: -1 });
    }
  },
});

async function* contactsOf(
  { contacts }: Deps,
  ctx: TenantContext,
  { id }: Source,
  from: { readonly read: string; readonly part: number; readonly number: number },
) {
  let position = from;
  for (;;) {
    const part = await contacts.part(ctx, id, position.part);
    if (part === undefined) return;
    if (position.read !== '' && part.read !== position.read) {
      position = { read: part.read, part: 0, number: -1 };
      continue;
    }
    for (const [n, contact] of part.contacts.entries()) {
      if (n <= position.number) continue;
      const value = await shown(contacts, ctx, id, contact);
      yield { id: `${id}/${contact.key}`, cursor: `${id}|${part.read}|${position.part}|${n}`, value };
    }
    position = { read: part.read, part: position.part + 1, number: -1 };
  }
}

const shown = async (
  contacts: SourceContacts,
  ctx: TenantContext,
  sourceId: Source['id'],
  contact: Contact,
): Promise<ExportItem['value']> => {
  if (contact.photo === undefined) return { ...contact };
  const photo = await contacts.photo(ctx, sourceId, contact.photo);
  return photo === undefined
    ? { ...contact }
    : { ...contact, photoBase64: Buffer.from(photo).toString('base64') };
};
