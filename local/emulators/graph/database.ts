import type { DatabaseSync } from 'node:sqlite';
import { openStateFile } from '../loopback/state-file.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS tenants (id TEXT PRIMARY KEY, organization TEXT NOT NULL, delta_epoch INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS users (
    num INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, id TEXT NOT NULL, upn TEXT NOT NULL,
    properties TEXT NOT NULL, manager TEXT, photo BLOB, UNIQUE (tenant, id), UNIQUE (tenant, upn));
  CREATE TABLE IF NOT EXISTS user_changes (
    version INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, user TEXT NOT NULL, change TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS user_changes_by_tenant ON user_changes (tenant, version);
  CREATE TABLE IF NOT EXISTS groups (
    num INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, id TEXT NOT NULL, properties TEXT NOT NULL, UNIQUE (tenant, id));
  CREATE TABLE IF NOT EXISTS members (
    num INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, grp TEXT NOT NULL, member TEXT NOT NULL, UNIQUE (tenant, grp, member));
  CREATE TABLE IF NOT EXISTS org_contacts (
    num INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, id TEXT NOT NULL, properties TEXT NOT NULL, UNIQUE (tenant, id));
  CREATE TABLE IF NOT EXISTS org_contact_changes (
    version INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, contact TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS org_contact_changes_by_tenant ON org_contact_changes (tenant, version);

  CREATE TABLE IF NOT EXISTS mailboxes (
    num INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, user TEXT NOT NULL, delta_epoch INTEGER NOT NULL DEFAULT 0,
    UNIQUE (tenant, user));
  CREATE TABLE IF NOT EXISTS closed_mailboxes (tenant TEXT NOT NULL, user TEXT NOT NULL, UNIQUE (tenant, user));
  CREATE TABLE IF NOT EXISTS folders (
    num INTEGER PRIMARY KEY AUTOINCREMENT, mailbox INTEGER NOT NULL, name TEXT NOT NULL, is_default INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS folders_by_mailbox ON folders (mailbox);
  CREATE TABLE IF NOT EXISTS child_folders (num INTEGER PRIMARY KEY, parent INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS contacts (
    num INTEGER PRIMARY KEY AUTOINCREMENT, mailbox INTEGER NOT NULL, folder INTEGER NOT NULL, version INTEGER NOT NULL,
    moves INTEGER NOT NULL, properties TEXT NOT NULL, extended TEXT NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL,
    photo BLOB, photo_type TEXT);
  CREATE INDEX IF NOT EXISTS contacts_by_folder ON contacts (folder, num);
  CREATE TABLE IF NOT EXISTS removals (
    version INTEGER NOT NULL, folder INTEGER NOT NULL, num INTEGER NOT NULL, moves INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS removals_by_folder ON removals (folder, version);
  CREATE TABLE IF NOT EXISTS master_categories (
    num INTEGER PRIMARY KEY AUTOINCREMENT, mailbox INTEGER NOT NULL, name TEXT NOT NULL, color TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS master_categories_by_mailbox ON master_categories (mailbox);
  CREATE TABLE IF NOT EXISTS versions (version INTEGER PRIMARY KEY AUTOINCREMENT);
`;

export const openDatabase = (file: string): DatabaseSync => openStateFile(file, schema);

type Row = Readonly<Record<string, unknown>>;

/** Readers of a row's columns: SQLite has no types that TypeScript could know. */
export const textIn = (row: Row, column: string): string => String(row[column]);
export const numberIn = (row: Row, column: string): number => Number(row[column]);
export const bytesIn = (row: Row, column: string): Uint8Array | null => {
  const value = row[column];
  return value instanceof Uint8Array ? value : null;
};
export const jsonIn = (row: Row, column: string): Record<string, unknown> =>
  JSON.parse(textIn(row, column)) as Record<string, unknown>;
