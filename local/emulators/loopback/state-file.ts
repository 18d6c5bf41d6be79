import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens an emulator's SQLite file (or ':memory:') and makes sure that its tables exist.
 * WAL with synchronous=NORMAL: a committed change survives `kill -9` of the process.
 */
export function openStateFile(stateFile: string, schema: string): DatabaseSync {
  if (stateFile !== ':memory:') mkdirSync(dirname(stateFile), { recursive: true });
  const database = new DatabaseSync(stateFile);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;');
  database.exec(schema);
  return database;
}

/** Runs `work` in one transaction: all of its changes are kept, or none. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
