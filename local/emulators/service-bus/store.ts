import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, openStateFile } from '../loopback/state-file.ts';
import { fromRow, type MessageRow, toRow } from './message-row.ts';
import type { QueueChanges, StoredQueue } from './rules/stored-queue.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS queues (queue TEXT PRIMARY KEY, next_sequence INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS messages (
    queue TEXT NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL, session_id TEXT, content BLOB NOT NULL,
    enqueued_at INTEGER NOT NULL, due_at INTEGER, ttl_ms INTEGER, state TEXT NOT NULL,
    delivery_count INTEGER NOT NULL, locked INTEGER NOT NULL,
    dead_letter_reason TEXT, dead_letter_description TEXT, dead_letter_source TEXT,
    PRIMARY KEY (queue, sequence));
  CREATE TABLE IF NOT EXISTS session_states (
    queue TEXT NOT NULL, session_id TEXT NOT NULL, state BLOB NOT NULL, PRIMARY KEY (queue, session_id));
  CREATE TABLE IF NOT EXISTS seen_ids (
    queue TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (queue, id)) WITHOUT ROWID;
`;

/** Keeps queues in SQLite, each under its path: 'orders' and 'orders/$deadletterqueue'. */
export interface Store {
  load(path: string): StoredQueue;
  /** One transaction over all queues given, so that a move to the dead-letter queue is never half done. */
  save(changes: ReadonlyMap<string, QueueChanges>): void;
  close(): void;
}

export function openStore(stateFile: string): Store {
  const database = openStateFile(stateFile, schema);
  const save = makeSave(database);
  return {
    load: (path) => load(database, path),
    save: (changes) =>
      inTransaction(database, () => {
        for (const [path, change] of changes) save(path, change);
      }),
    close: () => database.close(),
  };
}

function load(database: DatabaseSync, path: string): StoredQueue {
  const all = (sql: string) => database.prepare(sql).all(path);
  const queue = database.prepare('SELECT next_sequence FROM queues WHERE queue = ?').get(path);
  const messages = all('SELECT * FROM messages WHERE queue = ? ORDER BY sequence') as unknown as MessageRow[];
  const states = all('SELECT session_id, state FROM session_states WHERE queue = ?');
  const seen = all('SELECT id, at FROM seen_ids WHERE queue = ?');
  return {
    messages: messages.map(fromRow),
    sessionStates: states.map((row) => [String(row['session_id']), row['state'] as Uint8Array]),
    seenIds: seen.map((row) => [String(row['id']), Number(row['at'])]),
    nextSequence: Number(queue?.['next_sequence'] ?? 1),
  };
}

function makeSave(database: DatabaseSync) {
  const putQueue = database.prepare(
    `INSERT INTO queues VALUES (?, ?) ON CONFLICT DO UPDATE SET next_sequence = excluded.next_sequence`,
  );
  const putMessage = database.prepare(
    `INSERT OR REPLACE INTO messages VALUES (:queue, :sequence, :id, :session_id, :content, :enqueued_at, :due_at,
      :ttl_ms, :state, :delivery_count, :locked, :dead_letter_reason, :dead_letter_description, :dead_letter_source)`,
  );
  const removeMessage = database.prepare('DELETE FROM messages WHERE queue = ? AND sequence = ?');
  const putState = database.prepare('INSERT OR REPLACE INTO session_states VALUES (?, ?, ?)');
  const removeState = database.prepare('DELETE FROM session_states WHERE queue = ? AND session_id = ?');
  const putSeen = database.prepare('INSERT OR REPLACE INTO seen_ids VALUES (?, ?, ?)');
  const removeSeen = database.prepare('DELETE FROM seen_ids WHERE queue = ? AND id = ?');
  return (path: string, changes: QueueChanges): void => {
    putQueue.run(path, changes.nextSequence);
    for (const [sequence, message] of changes.messages) {
      if (message === null) removeMessage.run(path, sequence);
      else putMessage.run({ ...toRow(path, message) });
    }
    for (const [sessionId, state] of changes.sessionStates) {
      if (state === null) removeState.run(path, sessionId);
      else putState.run(path, sessionId, state);
    }
    for (const [id, at] of changes.seenIds) {
      if (at === null) removeSeen.run(path, id);
      else putSeen.run(path, id, at);
    }
  };
}
