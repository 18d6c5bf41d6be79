import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../shared/kernel/clock.ts';
import type { SeedCustomer } from '../../seed/organisations.ts';

export interface StoredContact {
  readonly id: string;
  readonly version: number;
  readonly columns: SeedCustomer['columns'];
  /** `parentcustomerid` leads to an account or to another contact. */
  readonly parent: {
    readonly id: string;
    readonly name: string;
    readonly table: 'account' | 'contact';
  } | null;
  /** Base64. */
  readonly image: string | null;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly modified: number;
}

export interface Deletion {
  readonly id: string;
  readonly version: number;
}

export type ContactStore = ReturnType<typeof openContactStore>;

const selectContacts = `SELECT c.id, c.version, c.columns, c.image, c.created, c.modified, a.id AS account, a.name,
    p.id AS superior, p.columns AS superior_columns
  FROM contacts c LEFT JOIN accounts a ON a.host = c.host AND a.id = c.parent
    LEFT JOIN contacts p ON p.host = c.host AND p.id = c.parent`;

/** Contacts by organisation, and what became of them: each write takes the next version. */
export function openContactStore(database: DatabaseSync, clock: Clock) {
  const nextVersion = (): number =>
    Number(database.prepare('INSERT INTO versions DEFAULT VALUES').run().lastInsertRowid);

  const one = (host: string, id: string): StoredContact | undefined =>
    database.prepare(`${selectContacts} WHERE c.host = ? AND c.id = ?`).all(host, id).map(contactOf)[0];

  return {
    nextVersion,
    one,
    put: (host: string, contact: SeedCustomer): void => {
      const now = clock.now();
      const { contactid, columns, parent, image } = contact;
      database
        .prepare(
          `INSERT INTO contacts (host, id, version, columns, parent, image, created, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET version = excluded.version, columns = excluded.columns, parent = excluded.parent,
             image = excluded.image, modified = excluded.modified`,
        )
        .run(host, contactid, nextVersion(), JSON.stringify(columns), parent, image, now, now);
    },
    /** Whether there was one. */
    remove: (host: string, id: string): boolean => {
      const { changes } = database.prepare('DELETE FROM contacts WHERE host = ? AND id = ?').run(host, id);
      if (Number(changes) === 0) return false;
      database
        .prepare('INSERT INTO deletions (host, version, id) VALUES (?, ?, ?)')
        .run(host, nextVersion(), id);
      return true;
    },
    putAccount: (host: string, id: string, name: string): void =>
      void database
        .prepare('INSERT OR REPLACE INTO accounts (host, id, name) VALUES (?, ?, ?)')
        .run(host, id, name),
    /** In the order of their versions, behind the one given. */
    changedSince: (host: string, version: number, most: number): readonly StoredContact[] =>
      database
        .prepare(`${selectContacts} WHERE c.host = ? AND c.version > ? ORDER BY c.version LIMIT ?`)
        .all(host, version, most)
        .map(contactOf),
    deletedSince: (host: string, version: number, most: number): readonly Deletion[] =>
      database
        .prepare('SELECT id, version FROM deletions WHERE host = ? AND version > ? ORDER BY version LIMIT ?')
        .all(host, version, most)
        .map((row) => ({ id: String(row['id']), version: Number(row['version']) })),
    latestVersion: (): number =>
      Number(database.prepare('SELECT coalesce(max(version), 0) AS latest FROM versions').get()?.['latest']),
    count: (host: string): number =>
      Number(database.prepare('SELECT count(*) AS count FROM contacts WHERE host = ?').get(host)?.['count']),
  };
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** `fullname`. */
export const nameOf = (columns: SeedCustomer['columns']): string =>
  [columns['firstname'], columns['lastname']].filter((part) => part).join(' ');

const parentOf = (row: Readonly<Record<string, unknown>>): StoredContact['parent'] => {
  const [account, superior] = [textOrNull(row['account']), textOrNull(row['superior'])];
  if (account !== null) return { id: account, name: String(row['name']), table: 'account' };
  if (superior === null) return null;
  const columns = JSON.parse(String(row['superior_columns'])) as SeedCustomer['columns'];
  return { id: superior, name: nameOf(columns), table: 'contact' };
};

const contactOf = (row: Readonly<Record<string, unknown>>): StoredContact => ({
  id: String(row['id']),
  version: Number(row['version']),
  columns: JSON.parse(String(row['columns'])) as SeedCustomer['columns'],
  parent: parentOf(row),
  image: textOrNull(row['image']),
  created: Number(row['created']),
  modified: Number(row['modified']),
});
