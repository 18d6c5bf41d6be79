import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { inTransaction, openStateFile } from '../loopback/state-file.ts';
import { VaultError } from './errors.ts';
import {
  type Attributes,
  type DeletedObject,
  type ObjectKind,
  type Objects,
  type ObjectVersion,
  recoverableDays,
} from './objects.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS object (
    kind TEXT NOT NULL, name TEXT NOT NULL, deleted_at INTEGER, PRIMARY KEY (kind, name)) STRICT;
  CREATE TABLE IF NOT EXISTS version (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,
    content TEXT NOT NULL, attributes TEXT NOT NULL, tags TEXT NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL, UNIQUE (kind, name, version)) STRICT;`;

export const openVaultState = (stateFile: string): DatabaseSync => openStateFile(stateFile, schema);

const recoverableSeconds = recoverableDays * 24 * 60 * 60;

interface Row {
  readonly name: string;
  readonly version: string;
  readonly content: string;
  readonly attributes: string;
  readonly tags: string;
  readonly created: number;
  readonly updated: number;
  readonly deleted_at: number | null;
}

const notFound = (kind: ObjectKind, name: string): VaultError =>
  new VaultError(
    404,
    kind === 'secret' ? 'SecretNotFound' : 'KeyNotFound',
    `A ${kind} with (name/id) ${name} was not found in this key vault. If you recently deleted this ${kind} you may be able to recover it using the correct recovery command.`,
  );

export function openObjects<Content>(
  database: DatabaseSync,
  kind: ObjectKind,
  clock: Clock,
): Objects<Content> {
  const seconds = (): number => Math.floor(clock.now() / 1000);

  const ofRow = (row: Row): ObjectVersion<Content> => ({
    name: row.name,
    version: row.version,
    content: JSON.parse(row.content) as Content,
    attributes: JSON.parse(row.attributes) as Attributes,
    tags: JSON.parse(row.tags) as Record<string, string>,
    created: row.created,
    updated: row.updated,
  });
  const ofDeletedRow = (row: Row): DeletedObject<Content> => {
    const deletedDate = row.deleted_at ?? 0;
    return { ...ofRow(row), deletedDate, scheduledPurgeDate: deletedDate + recoverableSeconds };
  };

  const erase = (name: string): void =>
    inTransaction(database, () => {
      database.prepare('DELETE FROM version WHERE kind = ? AND name = ?').run(kind, name);
      database.prepare('DELETE FROM object WHERE kind = ? AND name = ?').run(kind, name);
    });
  /** Erases what was deleted longer ago than it can be recovered. */
  const sweep = (): void => {
    const due = database
      .prepare('SELECT name FROM object WHERE kind = ? AND deleted_at <= ?')
      .all(kind, seconds() - recoverableSeconds) as { name: string }[];
    for (const { name } of due) erase(name);
  };
  /** Newest first within a name. */
  const rows = (state: 'live' | 'deleted', name?: string): readonly Row[] => {
    sweep();
    return database
      .prepare(
        `SELECT v.*, o.deleted_at FROM version v JOIN object o ON o.kind = v.kind AND o.name = v.name
         WHERE v.kind = ? AND v.name = coalesce(?, v.name) AND (o.deleted_at IS NULL) = ?
         ORDER BY v.name, v.sequence DESC`,
      )
      .all(kind, name ?? null, state === 'live' ? 1 : 0) as unknown as Row[];
  };
  const latestOfEach = (all: readonly Row[]): readonly Row[] =>
    all.filter((row, index) => all[index - 1]?.name !== row.name);
  const find = (state: 'live' | 'deleted', name: string, version?: string): Row => {
    const row = rows(state, name).find((candidate) => version === undefined || candidate.version === version);
    if (row === undefined) throw notFound(kind, name);
    return row;
  };
  const mark = (name: string, deletedAt: number | null): void =>
    void database
      .prepare('UPDATE object SET deleted_at = ? WHERE kind = ? AND name = ?')
      .run(deletedAt, kind, name);

  return {
    exists: (name) => rows('live', name).length + rows('deleted', name).length > 0,
    add: (name, { content, attributes, tags }) => {
      if (rows('deleted', name).length > 0)
        throw new VaultError(
          409,
          'Conflict',
          `The ${kind} ${name} is currently in a deleted but recoverable state, and its name cannot be reused; it has to be recovered or purged first.`,
          'ObjectIsDeletedButRecoverable',
        );
      const version = randomBytes(16).toString('hex');
      inTransaction(database, () => {
        database.prepare('INSERT OR IGNORE INTO object (kind, name) VALUES (?, ?)').run(kind, name);
        database
          .prepare(
            'INSERT INTO version (kind, name, version, content, attributes, tags, created, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
          )
          .run(
            kind,
            name,
            version,
            JSON.stringify(content),
            JSON.stringify(attributes),
            JSON.stringify(tags),
            seconds(),
            seconds(),
          );
      });
      return ofRow(find('live', name, version));
    },
    get: (name, version) => ofRow(find('live', name, version)),
    update: (name, wanted, change) => {
      const { version, content, attributes, tags } = ofRow(find('live', name, wanted));
      const next = { content, attributes, tags, ...change };
      database
        .prepare(
          'UPDATE version SET content = ?, attributes = ?, tags = ?, updated = ? WHERE kind = ? AND name = ? AND version = ?',
        )
        .run(
          JSON.stringify(next.content),
          JSON.stringify(next.attributes),
          JSON.stringify(next.tags),
          seconds(),
          kind,
          name,
          version,
        );
      return ofRow(find('live', name, version));
    },
    list: () => latestOfEach(rows('live')).map(ofRow),
    versions: (name) => rows('live', name).map(ofRow),
    remove: (name) => {
      find('live', name);
      mark(name, seconds());
      return ofDeletedRow(find('deleted', name));
    },
    deleted: (name) => ofDeletedRow(find('deleted', name)),
    listDeleted: () => latestOfEach(rows('deleted')).map(ofDeletedRow),
    recover: (name) => {
      find('deleted', name);
      mark(name, null);
      return ofRow(find('live', name));
    },
    purge: (name) => {
      find('deleted', name);
      erase(name);
    },
  };
}
