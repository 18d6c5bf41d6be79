import type { DatabaseSync } from 'node:sqlite';
import type { SeedOrganisation } from '../../seed/organisations.ts';
import { inTransaction } from '../loopback/state-file.ts';
import type { ContactStore } from './contact-store.ts';

export interface Organisation {
  readonly host: string;
  readonly tenantId: string;
  /** Delta tokens of versions before this one have expired. */
  readonly tokenFloor: number;
}

export type Organisations = ReturnType<typeof openOrganisations>;

/** The organisations and who is a member: an application user by its client id, a person by the object id. */
export function openOrganisations(database: DatabaseSync) {
  return {
    find: (host: string): Organisation | undefined => {
      const row = database.prepare('SELECT * FROM organisations WHERE host = ?').get(host);
      return row === undefined
        ? undefined
        : { host, tenantId: String(row['tenant']), tokenFloor: Number(row['token_floor']) };
    },
    hosts: (): readonly string[] =>
      database
        .prepare('SELECT host FROM organisations ORDER BY host')
        .all()
        .map((row) => String(row['host'])),
    membership: (host: string, id: string): 'none' | 'without-role' | 'reader' => {
      const row = database.prepare('SELECT may_read FROM principals WHERE host = ? AND id = ?').get(host, id);
      if (row === undefined) return 'none';
      return Number(row['may_read']) === 1 ? 'reader' : 'without-role';
    },
    setMember: (host: string, id: string, mayRead: boolean): void =>
      void database
        .prepare('INSERT OR REPLACE INTO principals (host, id, may_read) VALUES (?, ?, ?)')
        .run(host, id, mayRead ? 1 : 0),
    removeMember: (host: string, id: string): void =>
      void database.prepare('DELETE FROM principals WHERE host = ? AND id = ?').run(host, id),
    expireTokens: (host: string, version: number): void =>
      void database.prepare('UPDATE organisations SET token_floor = ? WHERE host = ?').run(version, host),
  };
}

/** Fills an empty state file; one that holds an organisation already is left as it is. */
export function loadOrganisations(
  database: DatabaseSync,
  contacts: ContactStore,
  seed: readonly SeedOrganisation[],
  clientId: string,
): void {
  if (database.prepare('SELECT 1 FROM organisations LIMIT 1').get() !== undefined) return;
  inTransaction(database, () => {
    for (const { host, tenantId, accounts, contacts: people } of seed) {
      database.prepare('INSERT INTO organisations (host, tenant) VALUES (?, ?)').run(host, tenantId);
      database.prepare('INSERT INTO principals (host, id, may_read) VALUES (?, ?, 1)').run(host, clientId);
      for (const { id, name } of accounts) contacts.putAccount(host, id, name);
      for (const person of people) contacts.put(host, person);
    }
  });
}
