import { createHash } from 'node:crypto';
import type { SharedContact } from '../contacts/card.ts';
import type { MailboxId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { DirectoryFailure } from '../sources/directory.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import type { Tag } from './mailboxes.ts';
import type { Desired } from './plan-mailbox.ts';

/** Who the mailboxes belong to: e-mail address and user principal name of each, in lower case; without those unknown. */
export interface MailboxOwners {
  addressesOf(
    ctx: TenantContext,
    mailboxes: readonly MailboxId[],
  ): Promise<Result<ReadonlyMap<MailboxId, readonly string[]>, DirectoryFailure>>;
}

/** [I11] The people of an import, by what they have in common with the owner of a mailbox. */
export interface People {
  /** By Entra's object id: the key of an entry that was read from there. */
  byId(mailbox: MailboxId): readonly Tag[];
  byAddress(addresses: readonly string[]): readonly Tag[];
  /** Whether there is anybody to be found by an address. */
  readonly haveAddresses: boolean;
}

/** Of a function that has somebody's address – the reception, an emergency line – he is told like everybody else. */
const isPerson = ({ card }: SharedContact): boolean => card.givenName !== null || card.surname !== null;

export const makePeople = (contacts: Iterable<readonly [Tag, SharedContact]>): People => {
  const ids = new Map<string, Tag[]>();
  const addresses = new Map<string, Tag[]>();
  const note = (under: Map<string, Tag[]>, key: string, tag: Tag) => {
    const tags = under.get(key);
    if (tags === undefined) under.set(key, [tag]);
    else if (!tags.includes(tag)) tags.push(tag);
  };
  for (const [tag, contact] of contacts) {
    for (const entry of [contact.key, ...(contact.aliases ?? [])]) {
      note(ids, entry.slice(entry.indexOf('/') + 1).toLowerCase(), tag);
    }
    if (!isPerson(contact)) continue;
    for (const { address } of contact.card.emailAddresses) note(addresses, address.toLowerCase(), tag);
  }
  return {
    byId: (mailbox) => ids.get(mailbox.toLowerCase()) ?? [],
    byAddress: (some) => [...new Set(some.flatMap((address) => addresses.get(address) ?? []))],
    haveAddresses: addresses.size > 0,
  };
};

/**
 * [I11] The target of a mailbox whose owner is one of the people. Its version is another one: that of the mailboxes whose
 * owner is not in the share stays the snapshot's.
 */
export const withoutOwner = (target: MailboxTarget, owner: readonly Tag[]): MailboxTarget =>
  owner.length === 0
    ? { ...target, owner }
    : {
        ...target,
        owner,
        desired: without(target.desired, new Set(owner)),
        version: versionWithout(target.version, owner),
      };

export const versionWithout = (version: string, owner: readonly Tag[]): string =>
  owner.length === 0
    ? version
    : `${version}-${createHash('sha256').update(owner.toSorted().join(' ')).digest('hex').slice(0, 12)}`;

/** A view: every mailbox of a block leaves out somebody else of thousands. */
const without = (desired: ReadonlyMap<Tag, Desired>, left: ReadonlySet<Tag>): ReadonlyMap<Tag, Desired> => {
  const has = (tag: Tag) => !left.has(tag) && desired.has(tag);
  function* entries(): Generator<[Tag, Desired], undefined> {
    for (const entry of desired) if (!left.has(entry[0])) yield entry;
  }
  function* keys(): Generator<Tag, undefined> {
    for (const [tag] of entries()) yield tag;
  }
  function* values(): Generator<Desired, undefined> {
    for (const [, each] of entries()) yield each;
  }
  const self: ReadonlyMap<Tag, Desired> = {
    has,
    get: (tag) => (has(tag) ? desired.get(tag) : undefined),
    size: desired.size - [...left].filter((tag) => desired.has(tag)).length,
    entries,
    keys,
    values,
    forEach: (act) => {
      for (const [tag, each] of entries()) act(each, tag, self);
    },
    [Symbol.iterator]: entries,
  };
  return self;
};
