import type { DatabaseSync } from 'node:sqlite';
import { openStateFile } from '../loopback/state-file.ts';

/** Versions are one row counter over all tables, as Dataverse's; delta tokens name one. */
const schema = `
  CREATE TABLE IF NOT EXISTS organisations (host TEXT PRIMARY KEY, tenant TEXT NOT NULL, token_floor INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS principals (
    host TEXT NOT NULL, id TEXT NOT NULL, may_read INTEGER NOT NULL, PRIMARY KEY (host, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS accounts (host TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (host, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS contacts (
    host TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, columns TEXT NOT NULL, parent TEXT, image TEXT,
    created INTEGER NOT NULL, modified INTEGER NOT NULL, PRIMARY KEY (host, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS contacts_by_version ON contacts (host, version);
  CREATE TABLE IF NOT EXISTS deletions (host TEXT NOT NULL, version INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (host, version)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS versions (version INTEGER PRIMARY KEY AUTOINCREMENT);
`;

export const openDatabase = (file: string): DatabaseSync => openStateFile(file, schema);
