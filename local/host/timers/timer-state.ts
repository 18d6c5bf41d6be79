import { DatabaseSync } from 'node:sqlite';
import type { ScheduleStatus } from './schedule-status.ts';

/** Schedule status by timer, as the cloud keeps it in the storage account's `azure-webjobs-hosts` container. */
export interface TimerState {
  read(timer: string): ScheduleStatus | undefined;
  write(timer: string, status: ScheduleStatus): void;
  close(): void;
}

/** @param file path of the SQLite file, or ':memory:' */
export const openTimerState = (file: string): TimerState => {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  db.exec(`CREATE TABLE IF NOT EXISTS timer_status (
    timer TEXT PRIMARY KEY, last INTEGER, next INTEGER, last_updated INTEGER NOT NULL) STRICT`);
  const select = db.prepare('SELECT last, next, last_updated FROM timer_status WHERE timer = ?');
  const upsert = db.prepare(
    'INSERT OR REPLACE INTO timer_status (timer, last, next, last_updated) VALUES (?, ?, ?, ?)',
  );
  const optional = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

  return {
    read(timer) {
      const row = select.get(timer);
      if (row === undefined) return undefined;
      return {
        last: optional(row['last']),
        next: optional(row['next']),
        lastUpdated: Number(row['last_updated']),
      };
    },
    write(timer, status) {
      upsert.run(timer, status.last ?? null, status.next ?? null, status.lastUpdated);
    },
    close: () => db.close(),
  };
};
