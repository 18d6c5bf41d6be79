import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../../loopback/state-file.ts';
import { bytesIn, jsonIn, numberIn, textIn } from '../database.ts';
import type { ContactFields } from './contact-properties.ts';
import type { ExtendedProperty } from './extended-properties.ts';

export interface Folder {
  readonly num: number;
  readonly mailbox: number;
  readonly name: string;
  readonly isDefault: boolean;
  /** Of a folder inside another; null for the others, which lie below the default one. */
  readonly parent: number | null;
}

export interface StoredContact {
  readonly num: number;
  readonly mailbox: number;
  readonly folder: number;
  /** Rises with every write, over all mailboxes; delta goes by it. */
  readonly version: number;
  readonly moves: number;
  readonly fields: ContactFields;
  readonly extended: readonly ExtendedProperty[];
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly photoType: string | null;
}

export interface Removal {
  readonly version: number;
  readonly num: number;
  readonly moves: number;
}

export type MailboxStore = ReturnType<typeof makeMailboxStore>;

/** Folders and contacts of all mailboxes. Each method is atomic; those of several statements open a transaction of their own. */
export function makeMailboxStore(database: DatabaseSync) {
  const columns = 'num, mailbox, folder, version, moves, properties, extended, created, modified, photo_type';
  const sql = {
    addMailbox: database.prepare('INSERT INTO mailboxes (tenant, user) VALUES (?, ?) RETURNING num'),
    mailbox: database.prepare('SELECT num, delta_epoch FROM mailboxes WHERE tenant = ? AND user = ?'),
    removeMailbox: database.prepare('DELETE FROM mailboxes WHERE num = ?'),
    removeCategories: database.prepare('DELETE FROM master_categories WHERE mailbox = ?'),
    expire: database.prepare(
      'UPDATE mailboxes SET delta_epoch = delta_epoch + 1 WHERE tenant = ? AND (? IS NULL OR user = ?)',
    ),
    isClosed: database.prepare('SELECT 1 FROM closed_mailboxes WHERE tenant = ? AND user = ?'),
    close: database.prepare('INSERT OR IGNORE INTO closed_mailboxes (tenant, user) VALUES (?, ?)'),
    reopen: database.prepare('DELETE FROM closed_mailboxes WHERE tenant = ? AND user = ?'),
    addFolder: database.prepare(
      'INSERT INTO folders (mailbox, name, is_default) VALUES (?, ?, ?) RETURNING num',
    ),
    addParent: database.prepare('INSERT INTO child_folders (num, parent) VALUES (?, ?)'),
    folders: database.prepare(
      'SELECT num, mailbox, name, is_default, parent FROM folders LEFT JOIN child_folders USING (num) WHERE mailbox = ? ORDER BY num',
    ),
    children: database.prepare('SELECT num FROM child_folders WHERE parent = ?'),
    deleteParent: database.prepare('DELETE FROM child_folders WHERE num = ?'),
    renameFolder: database.prepare('UPDATE folders SET name = ? WHERE num = ?'),
    deleteFolder: database.prepare('DELETE FROM folders WHERE num = ?'),
    emptyFolder: database.prepare('DELETE FROM contacts WHERE folder = ?'),
    addContact: database.prepare(
      `INSERT INTO contacts (mailbox, folder, version, moves, properties, extended, created, modified) VALUES (?, ?, ?, 0, ?, ?, ?, ?) RETURNING ${columns}`,
    ),
    contact: database.prepare(`SELECT ${columns} FROM contacts WHERE num = ? AND mailbox = ?`),
    contacts: database.prepare(`SELECT ${columns} FROM contacts WHERE folder = ? ORDER BY num`),
    changed: database.prepare(
      `SELECT ${columns} FROM contacts WHERE folder = ? AND version > ? ORDER BY version LIMIT ?`,
    ),
    update: database.prepare(
      `UPDATE contacts SET properties = ?, extended = ?, version = ?, modified = ? WHERE num = ? RETURNING ${columns}`,
    ),
    move: database.prepare('UPDATE contacts SET folder = ?, moves = moves + 1, version = ? WHERE num = ?'),
    remove: database.prepare('DELETE FROM contacts WHERE num = ?'),
    addRemoval: database.prepare('INSERT INTO removals (version, folder, num, moves) VALUES (?, ?, ?, ?)'),
    removals: database.prepare(
      'SELECT version, num, moves FROM removals WHERE folder = ? AND version > ? ORDER BY version LIMIT ?',
    ),
    photo: database.prepare('SELECT photo FROM contacts WHERE num = ?'),
    setPhoto: database.prepare(
      'UPDATE contacts SET photo = ?, photo_type = ?, version = ?, modified = ? WHERE num = ?',
    ),
    nextVersion: database.prepare('INSERT INTO versions DEFAULT VALUES RETURNING version'),
    latestVersion: database.prepare('SELECT COALESCE(MAX(version), 0) AS version FROM versions'),
  };

  const toContact = (row: Record<string, unknown>): StoredContact => ({
    num: numberIn(row, 'num'),
    mailbox: numberIn(row, 'mailbox'),
    folder: numberIn(row, 'folder'),
    version: numberIn(row, 'version'),
    moves: numberIn(row, 'moves'),
    fields: jsonIn(row, 'properties'),
    extended: JSON.parse(textIn(row, 'extended')) as readonly ExtendedProperty[],
    createdMs: numberIn(row, 'created'),
    modifiedMs: numberIn(row, 'modified'),
    photoType: row['photo_type'] === null ? null : textIn(row, 'photo_type'),
  });
  const returned = (row: Record<string, unknown> | undefined): Record<string, unknown> => {
    if (!row) throw new Error('The database returned no row for a statement with RETURNING.');
    return row;
  };
  const addFolder = (mailbox: number, name: string, parent: number | null): Folder => {
    const num = numberIn(returned(sql.addFolder.get(mailbox, name, 0)), 'num');
    if (parent !== null) sql.addParent.run(num, parent);
    return { num, mailbox, name, isDefault: false, parent };
  };
  const removeFolder = (folder: number): void => {
    for (const child of sql.children.all(folder)) removeFolder(numberIn(child, 'num'));
    sql.emptyFolder.run(folder);
    sql.deleteParent.run(folder);
    sql.deleteFolder.run(folder);
  };
  const nextVersion = (): number => numberIn(returned(sql.nextVersion.get()), 'version');

  return {
    addMailbox(tenantId: string, userId: string, defaultFolderName: string): number {
      const mailbox = numberIn(returned(sql.addMailbox.get(tenantId, userId)), 'num');
      sql.addFolder.get(mailbox, defaultFolderName, 1);
      return mailbox;
    },
    mailbox(tenantId: string, userId: string): { readonly num: number; readonly deltaEpoch: number } | null {
      const row = sql.mailbox.get(tenantId, userId);
      return row ? { num: numberIn(row, 'num'), deltaEpoch: numberIn(row, 'delta_epoch') } : null;
    },
    /** Whether applications are refused the mailbox. */
    isClosed: (tenantId: string, userId: string): boolean => sql.isClosed.get(tenantId, userId) !== undefined,
    setClosed(tenantId: string, userId: string, isClosed: boolean): void {
      (isClosed ? sql.close : sql.reopen).run(tenantId, userId);
    },
    removeMailbox(mailbox: number): void {
      for (const folder of sql.folders.all(mailbox)) removeFolder(numberIn(folder, 'num'));
      sql.removeCategories.run(mailbox);
      sql.removeMailbox.run(mailbox);
    },
    expireDeltaTokens(tenantId: string, userId: string | null): void {
      sql.expire.run(tenantId, userId, userId);
    },

    addFolder: (mailbox: number, name: string): Folder => addFolder(mailbox, name, null),
    addChildFolder: (mailbox: number, name: string, parent: number): Folder =>
      inTransaction(database, () => addFolder(mailbox, name, parent)),
    folders: (mailbox: number): readonly Folder[] =>
      sql.folders.all(mailbox).map((row) => ({
        num: numberIn(row, 'num'),
        mailbox,
        name: textIn(row, 'name'),
        isDefault: numberIn(row, 'is_default') === 1,
        parent: row['parent'] === null ? null : numberIn(row, 'parent'),
      })),
    renameFolder(folder: number, name: string): void {
      sql.renameFolder.run(name, folder);
    },
    /** With the folders inside it. */
    deleteFolder(folder: number): void {
      inTransaction(database, () => removeFolder(folder));
    },

    addContact(
      folder: Folder,
      fields: ContactFields,
      extended: readonly ExtendedProperty[],
      nowMs: number,
    ): StoredContact {
      const texts = [JSON.stringify(fields), JSON.stringify(extended)] as const;
      return toContact(
        returned(sql.addContact.get(folder.mailbox, folder.num, nextVersion(), ...texts, nowMs, nowMs)),
      );
    },
    contact(mailbox: number, num: number): StoredContact | null {
      const row = sql.contact.get(num, mailbox);
      return row ? toContact(row) : null;
    },
    contacts: (folder: number): readonly StoredContact[] => sql.contacts.all(folder).map(toContact),
    updateContact(
      num: number,
      fields: ContactFields,
      extended: readonly ExtendedProperty[],
      nowMs: number,
    ): StoredContact {
      const texts = [JSON.stringify(fields), JSON.stringify(extended)] as const;
      return toContact(returned(sql.update.get(...texts, nextVersion(), nowMs, num)));
    },
    moveContact(contact: StoredContact, folder: number): void {
      inTransaction(database, () => {
        const version = nextVersion();
        sql.addRemoval.run(version, contact.folder, contact.num, contact.moves);
        sql.move.run(folder, version, contact.num);
      });
    },
    removeContact(contact: StoredContact): void {
      inTransaction(database, () => {
        sql.addRemoval.run(nextVersion(), contact.folder, contact.num, contact.moves);
        sql.remove.run(contact.num);
      });
    },

    photo(num: number): Uint8Array | null {
      const row = sql.photo.get(num);
      return row ? bytesIn(row, 'photo') : null;
    },
    setPhoto(num: number, photo: Uint8Array | null, type: string | null, nowMs: number): void {
      sql.setPhoto.run(photo, type, nextVersion(), nowMs, num);
    },

    latestVersion: (): number => numberIn(returned(sql.latestVersion.get()), 'version'),
    changedAfter: (folder: number, version: number, limit: number): readonly StoredContact[] =>
      sql.changed.all(folder, version, limit).map(toContact),
    removedAfter: (folder: number, version: number, limit: number): readonly Removal[] =>
      sql.removals.all(folder, version, limit).map((row) => ({
        version: numberIn(row, 'version'),
        num: numberIn(row, 'num'),
        moves: numberIn(row, 'moves'),
      })),
  };
}
