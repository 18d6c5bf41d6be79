import type { DatabaseSync } from 'node:sqlite';
import type { SeedGroup, SeedUser } from '../../../seed/company.ts';
import { resourceNotFound } from '../graph-error.ts';
import type { ChangeLog } from './directory-changes.ts';
import type { DirectoryStore } from './directory-store.ts';
import { userFromSeed, userProperties } from './user-properties.ts';

/** Directory properties to set, plus what Graph keeps beside them. */
export interface UserChanges extends Readonly<Record<string, unknown>> {
  readonly managerId?: string | null;
  /** Base64, null removes it. */
  readonly photo?: string | null;
}

export type DirectoryAdmin = ReturnType<typeof makeDirectoryAdmin>;

/** What an administrator would do in Entra; every change is recorded for delta queries. Errors are thrown GraphErrors. */
export function makeDirectoryAdmin(database: DatabaseSync, store: DirectoryStore, log: ChangeLog) {
  const sql = {
    insertUser: database.prepare(
      'INSERT INTO users (tenant, id, upn, properties, manager, photo) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    updateUser: database.prepare(
      'UPDATE users SET properties = ?, upn = ?, manager = ? WHERE tenant = ? AND id = ?',
    ),
    setPhoto: database.prepare('UPDATE users SET photo = ? WHERE tenant = ? AND id = ?'),
    deleteUser: database.prepare('DELETE FROM users WHERE tenant = ? AND id = ?'),
    insertGroup: database.prepare('INSERT INTO groups (tenant, id, properties) VALUES (?, ?, ?)'),
    addMember: database.prepare('INSERT OR IGNORE INTO members (tenant, grp, member) VALUES (?, ?, ?)'),
    removeMember: database.prepare('DELETE FROM members WHERE tenant = ? AND grp = ? AND member = ?'),
    leaveGroups: database.prepare('DELETE FROM members WHERE tenant = ? AND member = ?'),
    expire: database.prepare('UPDATE tenants SET delta_epoch = delta_epoch + 1 WHERE id = ?'),
  };
  const found = (tenantId: string, userId: string) => {
    const user = store.user(tenantId, userId);
    if (!user) throw resourceNotFound(userId);
    return user;
  };

  return {
    createUser(tenantId: string, user: SeedUser, createdDateTime: string): void {
      const country = store.organization(tenantId)?.countryLetterCode ?? 'DE';
      const properties = userFromSeed(user, country, createdDateTime);
      const photo = user.photo === null ? null : Buffer.from(user.photo, 'base64');
      const upn = user.userPrincipalName.toLowerCase();
      sql.insertUser.run(
        tenantId,
        user.id.toLowerCase(),
        upn,
        JSON.stringify(properties),
        user.managerId,
        photo,
      );
      log.record(tenantId, user.id.toLowerCase(), { kind: 'created' });
    },
    changeUser(tenantId: string, userId: string, changes: UserChanges): void {
      const user = found(tenantId, userId);
      const { managerId = user.managerId, photo, ...properties } = changes;
      const unknown = Object.keys(properties).find((name) => !(name in userProperties) || name === 'id');
      if (unknown !== undefined) throw new TypeError(`A user's property ${unknown} cannot be changed.`);
      const after = { ...user.properties, ...properties };
      const upn = String(after['userPrincipalName']).toLowerCase();
      sql.updateUser.run(JSON.stringify(after), upn, managerId, tenantId, user.id);
      if (photo !== undefined)
        sql.setPhoto.run(photo === null ? null : Buffer.from(photo, 'base64'), tenantId, user.id);
      const names = Object.keys(properties);
      if (names.length > 0) log.record(tenantId, user.id, { kind: 'updated', properties: names });
      if (managerId !== user.managerId) {
        log.record(tenantId, user.id, { kind: 'manager', before: user.managerId, after: managerId });
      }
    },
    /** Reports of the user keep him as manager until changed, as a deleted object stays restorable for 30 days. */
    deleteUser(tenantId: string, userId: string, reason: 'changed' | 'deleted' = 'changed'): void {
      const { id } = found(tenantId, userId);
      sql.deleteUser.run(tenantId, id);
      sql.leaveGroups.run(tenantId, id);
      log.record(tenantId, id, { kind: 'removed', reason });
    },
    createGroup(tenantId: string, group: SeedGroup, createdDateTime: string): void {
      const { id, displayName, mailNickname } = group;
      const properties = { id, displayName, mailNickname, createdDateTime };
      sql.insertGroup.run(tenantId, id.toLowerCase(), JSON.stringify(properties));
      for (const member of group.memberIds) sql.addMember.run(tenantId, id.toLowerCase(), member);
    },
    changeMembers(
      tenantId: string,
      groupId: string,
      add: readonly string[],
      remove: readonly string[],
    ): void {
      const group = store.group(tenantId, groupId);
      if (!group) throw resourceNotFound(groupId);
      for (const member of remove) sql.removeMember.run(tenantId, group.id, member.toLowerCase());
      for (const member of add) {
        if (!store.user(tenantId, member) && !store.group(tenantId, member)) throw resourceNotFound(member);
        sql.addMember.run(tenantId, group.id, member.toLowerCase());
      }
    },
    expireDeltaTokens(tenantId: string): void {
      sql.expire.run(tenantId);
    },
  };
}
