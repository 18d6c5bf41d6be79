import { canonicalJson } from '../../shared/contacts/canonical-json.ts';
import type { Contact } from '../../shared/contacts/contact.ts';
import type { SourceId } from '../../shared/kernel/ids.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import type { ContactsEdit } from '../../shared/sources/contacts-edit.ts';
import { emptyTally, tallied } from '../../shared/sources/contacts-tally.ts';
import type { ContactsHead, ContactsWritten, SourceContacts } from '../../shared/sources/source.ts';

interface Kept {
  link?: string | undefined;
  fullReadAt: string;
  edit?: ContactsEdit;
  /** Changes with each full read. */
  read: string;
  orphaned: boolean;
  people: Map<string, { contact: Contact; due: boolean }>;
}

/** SourceContacts in memory, for unit tests; source-contacts-contract.ts runs over this and over the tables adapter. */
export const makeMemorySourceContacts = (): SourceContacts => {
  const sources = new Map<string, Kept>();
  const photos = new Map<string, Uint8Array>();
  let reads = 0;
  const keyOf = (ctx: TenantContext, id: SourceId) => `${ctx.tenantId}|${id}`;

  const toHead = (kept: Kept): ContactsHead => {
    let tally = emptyTally;
    for (const { contact } of kept.people.values()) tally = tallied(tally, undefined, contact);
    return {
      ...tally,
      ...(kept.link === undefined ? {} : { link: kept.link }),
      fullReadAt: kept.fullReadAt,
      photosDue: [...kept.people.values()].filter(({ due }) => due).length,
      photosOrphaned: kept.orphaned,
      ...(kept.edit === undefined ? {} : { edit: kept.edit }),
    };
  };
  const mustHave = (ctx: TenantContext, id: SourceId): Kept => {
    const kept = sources.get(keyOf(ctx, id));
    if (kept === undefined) throw new Error('the source was not read yet');
    return kept;
  };

  return {
    head: async (ctx, id) => {
      const kept = sources.get(keyOf(ctx, id));
      return kept && toHead(kept);
    },
    all: async function* (ctx, id) {
      const people = [...(sources.get(keyOf(ctx, id))?.people.values() ?? [])].map(({ contact }) => contact);
      for (let from = 0; from < people.length; from += 2) yield people.slice(from, from + 2);
    },
    part: async (ctx, id, number) => {
      const kept = sources.get(keyOf(ctx, id));
      if (kept === undefined || (number > 0 && number * 2 >= kept.people.size)) return undefined;
      const people = [...kept.people.values()].map(({ contact }) => contact);
      return { read: kept.read, contacts: people.slice(number * 2, number * 2 + 2) };
    },
    replaceAll: async (ctx, id, pages, end, { keepPhotos }): Promise<ContactsWritten> => {
      const former = sources.get(keyOf(ctx, id))?.people ?? new Map<string, { contact: Contact }>();
      const people: Kept['people'] = new Map();
      for await (const page of pages) {
        for (const read of page) {
          const photo = former.get(read.key)?.contact.photo;
          const contact = keepPhotos && photo !== undefined ? { ...read, photo } : read;
          people.set(read.key, { contact, due: true });
        }
      }
      const read = `read-${++reads}`;
      const kept: Kept = { people, read, orphaned: sources.has(keyOf(ctx, id)), ...end() };
      sources.set(keyOf(ctx, id), kept);
      const same = [...people.values()].filter(
        ({ contact }) => canonicalJson(contact) === canonicalJson(former.get(contact.key)?.contact ?? null),
      );
      const removed = [...former.keys()].filter((key) => !people.has(key)).length;
      return { head: toHead(kept), changed: people.size - same.length, removed };
    },
    applyChanges: async (ctx, id, { changed, removed, link }) => {
      const kept = mustHave(ctx, id);
      let changes = 0;
      let removals = 0;
      for (const read of changed) {
        if (removed.includes(read.key)) continue;
        const old = kept.people.get(read.key)?.contact;
        const photo = read.photo ?? old?.photo;
        const contact = photo === undefined ? read : { ...read, photo };
        if (old !== undefined && canonicalJson(old) === canonicalJson(contact)) continue;
        kept.people.set(read.key, { contact, due: true });
        changes++;
      }
      for (const key of removed) {
        if (kept.people.get(key)?.contact.photo !== undefined) kept.orphaned = true;
        if (kept.people.delete(key)) removals++;
      }
      kept.link = link;
      return { head: toHead(kept), changed: changes, removed: removals };
    },
    rewrite: async (ctx, id, seen, contacts, edit) => {
      const former = sources.get(keyOf(ctx, id));
      if (former?.edit?.id !== seen?.edit?.id) return 'overtaken';
      const people = new Map(contacts.map((contact) => [contact.key, { contact, due: true }]));
      const kept: Kept = {
        people,
        read: `read-${++reads}`,
        orphaned: former !== undefined,
        fullReadAt: edit.at,
        edit,
      };
      sources.set(keyOf(ctx, id), kept);
      return toHead(kept);
    },
    photosDue: async function* (ctx, id) {
      const people = [...(sources.get(keyOf(ctx, id))?.people.values() ?? [])].filter(({ due }) => due);
      for (let from = 0; from < people.length; from += 30) {
        yield people.slice(from, from + 30).map(({ contact }) => contact.key);
      }
    },
    setPhotos: async (ctx, id, found) => {
      const kept = mustHave(ctx, id);
      for (const [key, photo] of found) {
        if (photo !== null) photos.set(`${keyOf(ctx, id)}|${photo.hash}`, photo.bytes);
        const person = kept.people.get(key);
        if (person === undefined) continue;
        const { photo: former, ...rest } = person.contact;
        if (former !== undefined && former !== photo?.hash) kept.orphaned = true;
        kept.people.set(key, {
          contact: photo === null ? rest : { ...rest, photo: photo.hash },
          due: false,
        });
      }
    },
    photo: async (ctx, id, hash) => photos.get(`${keyOf(ctx, id)}|${hash}`),
    sweepPhotos: async (ctx, id) => {
      const kept = sources.get(keyOf(ctx, id));
      if (kept === undefined) return;
      const owned = new Set([...kept.people.values()].map(({ contact }) => contact.photo));
      for (const key of photos.keys()) {
        if (key.startsWith(keyOf(ctx, id)) && !owned.has(key.split('|')[2])) photos.delete(key);
      }
      kept.orphaned = false;
    },
    revise: async (ctx, id, revised) => {
      const kept = sources.get(keyOf(ctx, id));
      let changed = 0;
      for (const [key, { contact, due }] of kept?.people ?? []) {
        const after = revised(contact);
        if (after === contact) continue;
        changed++;
        if (after === undefined) kept?.people.delete(key);
        else kept?.people.set(key, { contact: after, due });
      }
      const owned = new Set([...(kept?.people.values() ?? [])].map(({ contact }) => contact.photo));
      for (const key of photos.keys()) {
        if (key.startsWith(keyOf(ctx, id)) && !owned.has(key.split('|')[2])) photos.delete(key);
      }
      return changed;
    },
    remove: async (ctx, id) => {
      sources.delete(keyOf(ctx, id));
      for (const key of photos.keys()) if (key.startsWith(keyOf(ctx, id))) photos.delete(key);
    },
  };
};
