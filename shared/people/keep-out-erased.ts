import type { Contact } from '../contacts/contact.ts';
import type { SourceContacts } from '../sources/source.ts';
import type { ReadErased } from './read-erased.ts';
import { revisedContact } from './recognise.ts';

/**
 * [T5] The same contacts of sources, into which nobody comes who was erased, whoever writes them: the erasures are asked at
 * each write, so no writer can pass them by. One that begins while a write is under way finds what that has written at its
 * next pass (erase-person.ts). Costs one query a write.
 */
export const makeKeepOutErased = (contacts: SourceContacts, readErased: ReadErased): SourceContacts => {
  // Each by its name: a method that comes is judged here before it compiles.
  const { head, all, part, photosDue, setPhotos, photo, sweepPhotos, revise, remove } = contacts;
  return {
    head,
    all,
    part,
    photosDue,
    setPhotos,
    photo,
    sweepPhotos,
    revise,
    remove,
    rewrite: async (ctx, sourceId, seen, people, edit) => {
      const erased = await readErased(ctx);
      const revised = revisedContact(erased, sourceId);
      const kept = erased.isEmpty ? people : people.flatMap((contact) => revised(contact) ?? []);
      return contacts.rewrite(ctx, sourceId, seen, kept, edit);
    },
    replaceAll: async (ctx, sourceId, pages, end, options) => {
      const erased = await readErased(ctx);
      const kept = erased.isEmpty ? pages : without(pages, revisedContact(erased, sourceId));
      return contacts.replaceAll(ctx, sourceId, kept, end, options);
    },
    applyChanges: async (ctx, sourceId, changes) => {
      const erased = await readErased(ctx);
      if (erased.isEmpty) return contacts.applyChanges(ctx, sourceId, changes);
      const revised = revisedContact(erased, sourceId);
      const changed = changes.changed.flatMap((contact) => revised(contact) ?? []);
      const stay = new Set(changed.map(({ key }) => key));
      const gone = changes.changed.flatMap(({ key }) => (stay.has(key) ? [] : [key]));
      return contacts.applyChanges(ctx, sourceId, {
        ...changes,
        changed,
        removed: [...changes.removed, ...gone],
      });
    },
  };
};

async function* without(
  pages: AsyncIterable<readonly Contact[]>,
  revised: (contact: Contact) => Contact | undefined,
): AsyncIterable<readonly Contact[]> {
  for await (const page of pages) yield page.flatMap((contact) => revised(contact) ?? []);
}
