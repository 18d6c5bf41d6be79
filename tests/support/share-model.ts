import { createHash } from 'node:crypto';
import { blankCard } from '../../shared/contacts/blank-card.test-data.ts';
import type { SharedContact } from '../../shared/contacts/card.ts';
import { readManagedNote } from '../../shared/contacts/note.ts';
import { graphCardRules } from '../../shared/imports/graph-card-rules.ts';
import type { Import } from '../../shared/imports/import.ts';
import type { MailboxTarget } from '../../shared/imports/mailbox-target.ts';
import type { Folder } from '../../shared/imports/mailboxes.ts';
import { makeFillTarget, makeRemoveTarget } from '../../shared/imports/make-target.ts';
import { asId, type ImportId, type ShareId, tenantId } from '../../shared/kernel/ids.ts';
import type { KeptContact, MemoryMailbox } from './memory-mailbox.ts';

/** A share in a few words: what each person looks like now. */
export interface ShareModel {
  readonly people: ReadonlyMap<string, Person>;
  readonly category: string;
  readonly note?: string;
}

export interface Person {
  /** Another number, another card. */
  readonly variant: number;
  readonly photo?: number;
  readonly company?: string;
}

export const shareOf = (count: number, fields: Partial<ShareModel & Person> = {}): ShareModel => ({
  people: new Map(
    Array.from({ length: count }, (_, n) => [
      `p${n}`,
      {
        variant: fields.variant ?? 0,
        ...(fields.photo === undefined ? {} : { photo: fields.photo }),
        ...(fields.company === undefined ? {} : { company: fields.company }),
      },
    ]),
  ),
  category: fields.category ?? 'Müller AG',
  ...(fields.note === undefined ? {} : { note: fields.note }),
});

export const withPerson = (share: ShareModel, key: string, person: Person): ShareModel => ({
  ...share,
  people: new Map([...share.people, [key, person]]),
});

export const withoutPerson = (share: ShareModel, key: string): ShareModel => ({
  ...share,
  people: new Map([...share.people].filter(([each]) => each !== key)),
});

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
export const photoBytes = (photo: number): Uint8Array => Buffer.from(`photo ${photo}`);
const photoHash = (photo: number) => sha(`photo ${photo}`);

/** Full names for some, no number for others: fields empty and fill as the variant changes. */
export const contactOf = (key: string, { variant, photo, company }: Person): SharedContact => ({
  key: `source/${key}`,
  card: {
    ...blankCard,
    displayName: `Person ${key}`,
    surname: key,
    companyName: company ?? null,
    jobTitle: variant % 3 === 0 ? null : `Role ${variant}`,
    department: variant % 2 === 0 ? ` Sales ${variant} ` : null,
    mobilePhone: variant % 4 === 1 ? null : `+49170${variant}`,
    businessPhones: variant % 2 === 0 ? [`+4989${variant}`] : [],
    emailAddresses: variant % 5 === 0 ? [] : [{ address: `${key}@mueller.example`, name: key }],
  },
  ...(photo === undefined ? {} : { photo: photoHash(photo) }),
});

export const ownFolder = { kind: 'own', displayName: 'Müller AG' } as const;
export const defaultFolder = { kind: 'default' } as const;

export const importWith = (fields: Partial<Import> = {}): Import => ({
  id: asId<ImportId>('0b2c5ad4-1f0a-4c68-9d6d-2a4f1f9f0001'),
  displayName: 'Müller AG',
  grant: {
    providerTenantId: tenantId('11111111-1111-4111-8111-111111111111'),
    shareId: asId<ShareId>('22222222-2222-4222-8222-222222222222'),
    generation: 1,
  },
  shareName: 'Müller AG',
  providerName: 'Müller AG',
  targets: { users: [], groups: [] },
  folder: ownFolder,
  category: 'Müller AG',
  runsAt: ['02:30'],
  state: 'active',
  nextRunAt: '2026-11-24T01:30:00.000Z',
  createdAt: '2026-11-23T10:00:00.000Z',
  changedAt: '2026-11-23T10:00:00.000Z',
  ...fields,
});

export const targetOf = (share: ShareModel, imported: Import = importWith()): MailboxTarget => {
  const contacts = [...share.people].map(([key, person]) => contactOf(key, person));
  const photos = new Map(
    [...share.people.values()].flatMap(({ photo }) =>
      photo === undefined ? [] : [[photoHash(photo), photo]],
    ),
  );
  const version = sha(JSON.stringify([contacts, share.note])).slice(0, 32);
  const snapshot = { version, contacts, ...(share.note === undefined ? {} : { note: share.note }) };
  return makeFillTarget({ ...imported, category: share.category }, snapshot, async (hash) => {
    const photo = photos.get(hash);
    return photo === undefined ? undefined : photoBytes(photo);
  });
};

export const removalOf = (imported: Import = importWith()): MailboxTarget =>
  makeRemoveTarget(imported.id, imported.folder);

/** The folder that a target fills, where it is there. */
export const folderIn = (mailbox: MemoryMailbox, target: MailboxTarget): Folder | undefined => {
  const { folder } = target;
  if (folder.kind === 'default') return 'default';
  const id = mailbox.folders().find(({ displayName }) => displayName === folder.displayName)?.id;
  return id === undefined ? undefined : { id };
};

export const managedIn = (mailbox: MemoryMailbox, target: MailboxTarget): readonly KeptContact[] =>
  mailbox.contacts().filter(({ tag }) => tag?.startsWith(target.tagPrefix) ?? false);

/**
 * [I5] What is wrong with a mailbox, in words; empty where its folder equals the share: every person once, all managed
 * fields as wanted, nobody else of ours.
 */
export const deviations = (
  mailbox: MemoryMailbox,
  target: MailboxTarget,
  share: ShareModel,
): readonly string[] => {
  const found: string[] = [];
  const folder = folderIn(mailbox, target);
  const managed = managedIn(mailbox, target);
  const byTag = Map.groupBy(managed, ({ tag }) => tag ?? '');
  if (folder === undefined && target.desired.size > 0) found.push('the folder is missing');
  for (const [tag, twins] of byTag) {
    if (!target.desired.has(tag))
      found.push(`someone is there who left the share: ${twins[0]?.card.displayName}`);
    if (twins.length > 1) found.push(`${twins[0]?.card.displayName} is there ${twins.length} times`);
  }
  for (const { tag, card, photo } of target.desired.values()) {
    const [contact] = byTag.get(tag) ?? [];
    if (contact === undefined) {
      found.push(`${card.displayName} is missing`);
      continue;
    }
    const differing = Object.keys(graphCardRules.differences(contact.card, card));
    if (differing.length > 0) found.push(`${card.displayName} differs in ${differing.join(', ')}`);
    const ours = contact.categories.filter((each) => each.toLowerCase() === share.category.toLowerCase());
    if (ours.length !== 1) found.push(`${card.displayName} bears ${contact.categories.join(', ')}`);
    if (readManagedNote(contact.note) !== (share.note ?? null))
      found.push(`${card.displayName} says ${contact.note}`);
    const kept = contact.photo === undefined ? '' : sha(Buffer.from(contact.photo).toString());
    // A share without photos leaves an adopted contact its own.
    const mayHaveOwn = contact.adopted === true && photo === '';
    if (kept !== photo && !mayHaveOwn) found.push(`${card.displayName} shows another photo`);
  }
  return found;
};
