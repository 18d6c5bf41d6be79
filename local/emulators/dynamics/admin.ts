import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { SeedCustomer } from '../../seed/organisations.ts';
import type { Fault, Faults } from '../loopback/faults.ts';
import { inTransaction } from '../loopback/state-file.ts';
import { isWritable } from './columns.ts';
import type { ContactStore } from './contact-store.ts';
import { badRequest, DataverseError } from './dataverse-error.ts';
import type { DataverseLimits } from './limits.ts';
import type { Organisations } from './organisations.ts';

/** By Dataverse's column names; `parent` is the id of an account or of a contact, `image` base64. */
export interface ContactChanges {
  readonly columns?: SeedCustomer['columns'] | undefined;
  readonly parent?: string | null | undefined;
  readonly image?: string | null | undefined;
}

/** What tests, the demo and the control server do behind the clients' backs. What does not exist is thrown. */
export interface DynamicsAdmin {
  /** The new contact's id. */
  addContact(host: string, contact: ContactChanges): string;
  /** Many at once, for measurements. */
  addContacts(host: string, count: number, contact: (index: number) => ContactChanges): void;
  changeContact(host: string, id: string, changes: ContactChanges): void;
  deleteContact(host: string, id: string): void;
  /** Contacts keep their version: a renamed account shows in none of their deltas. */
  putAccount(host: string, id: string, name: string): void;
  countContacts(host: string): number;
  /** An application user by its client id, or a person by the object id; `mayRead`: has a role that reads contacts. */
  setMember(host: string, id: string, mayRead: boolean): void;
  removeMember(host: string, id: string): void;
  /** Every delta token given out so far. */
  expireDeltaTokens(host: string): void;
  setLimits(limits: Partial<DataverseLimits>): void;
  /** What each request counts as execution time, beside the time it took. */
  setExecutionTime(ms: number): void;
  injectFault(fault: Fault): void;
  clearFaults(): void;
}

export interface AdminParts {
  readonly database: DatabaseSync;
  readonly contacts: ContactStore;
  readonly organisations: Organisations;
  readonly faults: Faults;
  readonly setLimits: (limits: Partial<DataverseLimits>) => void;
  readonly setExecutionTime: (ms: number) => void;
}

export function makeAdmin(parts: AdminParts): DynamicsAdmin {
  const { database, contacts, organisations, faults } = parts;
  const known = (host: string): string => {
    if (organisations.find(host) === undefined) throw missing(`organisation ${host}`);
    return host;
  };
  const existing = (host: string, id: string) => {
    const contact = contacts.one(known(host), id);
    if (contact === undefined) throw missing(`contact ${id}`);
    return contact;
  };
  const add = (host: string, { columns = {}, parent = null, image = null }: ContactChanges): string => {
    const contactid = randomUUID();
    contacts.put(host, { contactid, columns: checked(columns), parent, image });
    return contactid;
  };

  return {
    addContact: (host, contact) => add(known(host), contact),
    addContacts: (host, count, contact) =>
      inTransaction(database, () => {
        known(host);
        for (let index = 0; index < count; index++) add(host, contact(index));
      }),
    changeContact: (host, id, changes) => {
      const before = existing(host, id);
      contacts.put(host, {
        contactid: id,
        columns: { ...before.columns, ...checked(changes.columns ?? {}) },
        parent: changes.parent === undefined ? (before.parent?.id ?? null) : changes.parent,
        image: changes.image === undefined ? before.image : changes.image,
      });
    },
    deleteContact: (host, id) => {
      existing(host, id);
      inTransaction(database, () => contacts.remove(host, id));
    },
    putAccount: (host, id, name) => contacts.putAccount(known(host), id, name),
    countContacts: (host) => contacts.count(known(host)),
    setMember: (host, id, mayRead) => organisations.setMember(known(host), id, mayRead),
    removeMember: (host, id) => organisations.removeMember(known(host), id),
    expireDeltaTokens: (host) => organisations.expireTokens(known(host), contacts.nextVersion()),
    setLimits: parts.setLimits,
    setExecutionTime: parts.setExecutionTime,
    injectFault: faults.inject,
    clearFaults: faults.clear,
  };
}

const missing = (what: string): DataverseError =>
  new DataverseError(404, '0x80040217', `There is no ${what}.`);

const checked = (columns: SeedCustomer['columns']): SeedCustomer['columns'] => {
  const odd = Object.keys(columns).find((name) => !isWritable(name));
  if (odd !== undefined) throw badRequest(`The column ${odd} cannot be written.`);
  return columns;
};
