import { blankCard } from '../../shared/contacts/blank-card.test-data.ts';
import type { Card } from '../../shared/contacts/card.ts';
import type {
  Folder,
  MailboxAnswer,
  MailboxOperation,
  ReportedContact,
} from '../../shared/imports/mailboxes.ts';
import { asExchangeKeepsCard, withDerivedNames } from './exchange-cards.ts';

/** A contact as Exchange keeps it: managed fields, and whatever else the user put there. */
export interface KeptContact {
  readonly id: string;
  readonly folderId: string;
  readonly version: number;
  readonly card: Card;
  readonly categories: readonly string[];
  readonly note: string | null;
  readonly tag?: string;
  readonly adopted?: true;
  readonly photo?: Uint8Array;
  /** Fields that no import manages: birthday, nickname … */
  readonly extra: Readonly<Record<string, string>>;
}

export type Carried =
  | { readonly status: 'done'; readonly answer: MailboxAnswer }
  | { readonly status: 'gone' | 'exists' | 'changed' | 'link-expired' };

export interface MemoryMailbox {
  carryOut(operation: MailboxOperation): Carried;
  contacts(folder?: Folder): readonly KeptContact[];
  folders(): readonly { readonly id: string; readonly displayName: string }[];
  /** What a user does in Outlook. */
  addOwn(folder: Folder, contact: Partial<Omit<KeptContact, 'id' | 'version'>>): string;
  edit(
    id: string,
    changes: Partial<Pick<KeptContact, 'categories' | 'note' | 'extra'>> & { card?: Partial<Card> },
  ): void;
  deleteOwn(id: string): void;
  deleteFolder(id: string): void;
  /** The list of categories: colours by name. */
  categories(): Readonly<Record<string, string>>;
  /** Undefined: the user deletes it. */
  setCategory(displayName: string, colour: string | undefined): void;
  /** Links given so far are no longer known. */
  expireLinks(): void;
}

const deltaPage = 200;
const categoriesPage = 50;
const listPage = 500;

/** One mailbox with its change log, as Graph shows it. `next` numbers writes and ids over all mailboxes. */
export const makeMemoryMailbox = (next: () => number): MemoryMailbox => {
  const folders = new Map<string, string>();
  const contacts = new Map<string, KeptContact>();
  const removals: { readonly version: number; readonly folderId: string; readonly id: string }[] = [];
  const categories = new Map<string, { readonly displayName: string; readonly colour: string }>();
  let epoch = 0;

  const folderId = (folder: Folder) => (folder === 'default' ? 'default' : folder.id);
  const isThere = (folder: Folder) => folder === 'default' || folders.has(folder.id);
  const within = (folder: Folder) =>
    [...contacts.values()].filter((each) => each.folderId === folderId(folder));
  const changeKey = ({ id, version }: KeptContact) => `${id}#${version}`;
  const report = (contact: KeptContact, withTag: boolean): ReportedContact => ({
    id: contact.id,
    changeKey: changeKey(contact),
    card: contact.card,
    categories: contact.categories,
    note: contact.note,
    ...(withTag && contact.tag !== undefined ? { tag: contact.tag } : {}),
    ...(withTag && contact.adopted === true ? { adopted: true as const } : {}),
  });
  const put = (contact: Omit<KeptContact, 'version'>): KeptContact => {
    const kept = { ...contact, card: asExchangeKeepsCard(contact.card), version: next() };
    contacts.set(kept.id, kept);
    return kept;
  };
  const remove = (contact: KeptContact) => {
    contacts.delete(contact.id);
    removals.push({ version: next(), folderId: contact.folderId, id: contact.id });
  };
  const categoryId = (name: string): string | undefined =>
    [...categories].find(([, { displayName }]) => displayName.toLowerCase() === name.toLowerCase())?.[0];
  const done = (answer: MailboxAnswer): Carried => ({ status: 'done', answer });

  const list = (folder: Folder, page: string | undefined): Carried => {
    const from = Number(page ?? 0);
    const all = within(folder);
    const shown = all.slice(from, from + listPage).map((each) => report(each, true));
    return done({
      contacts: shown,
      ...(all.length > from + listPage ? { next: String(from + listPage) } : {}),
    });
  };

  /** In the order of their last change, so that what changes while a client pages appears once more. */
  const changes = (folder: Folder, link: string | undefined): Carried => {
    const [linkEpoch, id, after, begun] = link?.split('|') ?? [
      String(epoch),
      folderId(folder),
      '0',
      String(next()),
    ];
    if (linkEpoch !== String(epoch) || id !== folderId(folder)) return { status: 'link-expired' };
    const since = Number(after);
    // Removals before the first page of a first delta are of contacts that the client never saw.
    const pending = [
      ...within(folder)
        .filter(({ version }) => version > since)
        .map((contact) => ({ version: contact.version, contact })),
      ...removals
        .filter((each) => each.folderId === id && each.version > Math.max(since, Number(begun)))
        .map(({ version, id: removedId }) => ({ version, removedId })),
    ].sort((a, b) => a.version - b.version);
    const page = pending.slice(0, deltaPage);
    const isMore = pending.length > deltaPage;
    const last = Math.max(since, page.at(-1)?.version ?? 0, isMore ? 0 : Number(begun));
    const removedIds = page.flatMap((each) => ('removedId' in each ? [each.removedId] : []));
    return done({
      contacts: page.flatMap((each) => ('contact' in each ? [report(each.contact, false)] : [])),
      ...(removedIds.length === 0 ? {} : { removedIds }),
      [isMore ? 'next' : 'link']: `${epoch}|${id}|${last}|${begun}`,
    });
  };

  const onContact = (id: string, act: (contact: KeptContact) => MailboxAnswer): Carried => {
    const contact = contacts.get(id);
    return contact === undefined ? { status: 'gone' } : done(act(contact));
  };

  const carryOut = (operation: MailboxOperation): Carried => {
    if ('folder' in operation && !isThere(operation.folder)) return { status: 'gone' };
    switch (operation.kind) {
      case 'create-folder': {
        const taken = [...folders.values()].some(
          (name) => name.toLowerCase() === operation.displayName.toLowerCase(),
        );
        if (taken) return { status: 'exists' };
        const id = `folder-${next()}`;
        folders.set(id, operation.displayName);
        return done({ id });
      }
      case 'find-folder': {
        const found = [...folders].find(
          ([, name]) => name.toLowerCase() === operation.displayName.toLowerCase(),
        );
        return done(found === undefined ? {} : { id: found[0] });
      }
      case 'delete-folder':
        if (!folders.has(operation.folderId)) return { status: 'gone' };
        self.deleteFolder(operation.folderId);
        return done({});
      case 'list':
        return list(operation.folder, operation.page);
      case 'changes':
        return changes(operation.folder, operation.link);
      case 'find-tag':
        return done({
          contacts: within(operation.folder)
            .filter(({ tag }) => tag === operation.tag)
            .map((each) => report(each, true)),
        });
      case 'create': {
        const { card, categories, note, tag } = operation;
        const id = `contact-${next()}`;
        const kept = put({
          id,
          folderId: folderId(operation.folder),
          card,
          categories,
          note,
          tag,
          extra: {},
        });
        return done({ id, changeKey: changeKey(kept), contacts: [report(kept, false)] });
      }
      case 'update': {
        const current = contacts.get(operation.contactId);
        const { since } = operation;
        if (current !== undefined && since !== undefined && since !== changeKey(current))
          return { status: 'changed' };
        return onContact(operation.contactId, (contact) => {
          const { card, categories = contact.categories, note = contact.note } = operation;
          const after = withDerivedNames({ ...contact.card, ...card }, card);
          const { tag: _tag, adopted: _adopted, ...bare } = contact;
          const { tag } = operation;
          const ours =
            tag === undefined ? contact : tag === null ? bare : { ...bare, tag, adopted: true as const };
          const kept = put({ ...ours, card: after, categories, note });
          return { changeKey: changeKey(kept), contacts: [report(kept, false)] };
        });
      }
      case 'delete':
        return onContact(operation.contactId, (contact) => {
          remove(contact);
          return {};
        });
      case 'read':
        return onContact(operation.contactId, (contact) => ({
          changeKey: changeKey(contact),
          contacts: [report(contact, true)],
        }));
      case 'put-photo':
        return onContact(operation.contactId, (contact) => {
          put({ ...contact, photo: operation.photo });
          return {};
        });
      case 'delete-photo':
        return onContact(operation.contactId, (contact) => {
          const { photo, ...rest } = contact;
          // A photo that is not there stays away without a write: the adapter turns ImageNotFound into done.
          if (photo !== undefined) put(rest);
          return {};
        });
      case 'list-categories': {
        const from = Number(operation.page ?? 0);
        const all = [...categories].map(([id, each]) => ({ id, ...each }));
        const to = from + categoriesPage;
        return done({
          masterCategories: all.slice(from, to),
          ...(all.length > to ? { next: String(to) } : {}),
        });
      }
      case 'create-category':
        if (categoryId(operation.displayName) !== undefined) return { status: 'exists' };
        self.setCategory(operation.displayName, operation.colour);
        return done({});
      case 'colour-category': {
        const known = categories.get(operation.categoryId);
        if (known === undefined) return { status: 'gone' };
        categories.set(operation.categoryId, { ...known, colour: operation.colour });
        return done({});
      }
    }
  };

  const self: MemoryMailbox = {
    carryOut,
    contacts: (folder) => (folder === undefined ? [...contacts.values()] : within(folder)),
    folders: () => [...folders].map(([id, displayName]) => ({ id, displayName })),
    addOwn: (folder, contact) => {
      const id = `own-${next()}`;
      put({
        card: blankCard,
        categories: [],
        note: null,
        extra: {},
        ...contact,
        id,
        folderId: folderId(folder),
      });
      return id;
    },
    edit: (id, { card = {}, ...changes }) => {
      const contact = contacts.get(id);
      if (contact === undefined) throw new Error('no such contact');
      put({ ...contact, ...changes, card: withDerivedNames({ ...contact.card, ...card }, card) });
    },
    deleteOwn: (id) => {
      const contact = contacts.get(id);
      if (contact === undefined) throw new Error('no such contact');
      remove(contact);
    },
    deleteFolder: (id) => {
      folders.delete(id);
      for (const contact of contacts.values()) if (contact.folderId === id) contacts.delete(contact.id);
    },
    categories: () =>
      Object.fromEntries(categories.values().map(({ displayName, colour }) => [displayName, colour])),
    setCategory: (displayName, colour) => {
      const id = categoryId(displayName);
      if (id !== undefined) categories.delete(id);
      if (colour !== undefined) categories.set(id ?? `category-${next()}`, { displayName, colour });
    },
    expireLinks: () => {
      epoch++;
    },
  };
  return self;
};
