import type { DatabaseSync } from 'node:sqlite';
import { bytesIn, jsonIn, numberIn, textIn } from '../database.ts';

export interface StoredUser {
  /** Order of creation; what paging goes by. */
  readonly num: number;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly managerId: string | null;
}

export interface StoredObject {
  readonly num: number;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Organization extends Readonly<Record<string, unknown>> {
  readonly countryLetterCode: string;
  readonly preferredLanguage: string;
}

export type DirectoryStore = ReturnType<typeof makeDirectoryStore>;

/** Users, groups, members and organisational contacts of all tenants. */
export function makeDirectoryStore(database: DatabaseSync) {
  const toUser = (row: Record<string, unknown>): StoredUser => ({
    num: numberIn(row, 'num'),
    id: textIn(row, 'id'),
    properties: jsonIn(row, 'properties'),
    managerId: row['manager'] === null ? null : textIn(row, 'manager'),
  });
  const toObject = (row: Record<string, unknown>): StoredObject => ({
    num: numberIn(row, 'num'),
    id: textIn(row, 'id'),
    properties: jsonIn(row, 'properties'),
  });
  const sql = {
    organization: database.prepare('SELECT organization FROM tenants WHERE id = ?'),
    user: database.prepare(
      'SELECT num, id, properties, manager FROM users WHERE tenant = ? AND (id = ? OR upn = ?)',
    ),
    users: database.prepare(
      'SELECT num, id, properties, manager FROM users WHERE tenant = ? AND num > ? ORDER BY num LIMIT ?',
    ),
    photo: database.prepare('SELECT photo FROM users WHERE tenant = ? AND id = ?'),
    group: database.prepare('SELECT num, id, properties FROM groups WHERE tenant = ? AND id = ?'),
    groups: database.prepare('SELECT num, id, properties FROM groups WHERE tenant = ? ORDER BY num'),
    members: database.prepare('SELECT member FROM members WHERE tenant = ? AND grp = ? ORDER BY num'),
    orgContacts: database.prepare(
      'SELECT num, id, properties FROM org_contacts WHERE tenant = ? ORDER BY num',
    ),
    orgContact: database.prepare('SELECT num, id, properties FROM org_contacts WHERE tenant = ? AND id = ?'),
    epoch: database.prepare('SELECT delta_epoch FROM tenants WHERE id = ?'),
  };
  const everything = Number.MAX_SAFE_INTEGER;

  return {
    /** null where the tenant is unknown. */
    organization(tenantId: string): Organization | null {
      const row = sql.organization.get(tenantId);
      return row ? (jsonIn(row, 'organization') as Organization) : null;
    },
    /** By object id or sign-in name, both without regard to case. */
    user(tenantId: string, idOrUpn: string): StoredUser | null {
      const key = idOrUpn.toLowerCase();
      const row = sql.user.get(tenantId, key, key);
      return row ? toUser(row) : null;
    },
    users: (tenantId: string): readonly StoredUser[] => sql.users.all(tenantId, 0, everything).map(toUser),
    usersAfter: (tenantId: string, num: number, limit: number): readonly StoredUser[] =>
      sql.users.all(tenantId, num, limit).map(toUser),
    photo(tenantId: string, userId: string): Uint8Array | null {
      const row = sql.photo.get(tenantId, userId);
      return row ? bytesIn(row, 'photo') : null;
    },
    group(tenantId: string, id: string): StoredObject | null {
      const row = sql.group.get(tenantId, id.toLowerCase());
      return row ? toObject(row) : null;
    },
    groups: (tenantId: string): readonly StoredObject[] => sql.groups.all(tenantId).map(toObject),
    memberIds: (tenantId: string, groupId: string): readonly string[] =>
      sql.members.all(tenantId, groupId).map((row) => textIn(row, 'member')),
    orgContacts: (tenantId: string): readonly StoredObject[] => sql.orgContacts.all(tenantId).map(toObject),
    orgContact(tenantId: string, id: string): StoredObject | null {
      const row = sql.orgContact.get(tenantId, id.toLowerCase());
      return row ? toObject(row) : null;
    },
    /** Rises whenever all delta tokens of the tenant are made to expire. */
    deltaEpoch(tenantId: string): number {
      const row = sql.epoch.get(tenantId);
      return row ? numberIn(row, 'delta_epoch') : 0;
    },
  };
}
