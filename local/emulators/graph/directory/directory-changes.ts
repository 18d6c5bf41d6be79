import type { DatabaseSync } from 'node:sqlite';
import { numberIn, textIn } from '../database.ts';

/** One recorded change of a user; delta answers are made from these. */
export type UserChange =
  | { readonly kind: 'created' }
  | { readonly kind: 'updated'; readonly properties: readonly string[] }
  | { readonly kind: 'manager'; readonly before: string | null; readonly after: string | null }
  /** `changed` can be restored from the bin, `deleted` is gone for good. */
  | { readonly kind: 'removed'; readonly reason: 'changed' | 'deleted' };

export interface RecordedChange {
  readonly version: number;
  readonly userId: string;
  readonly change: UserChange;
}

export type ChangeLog = ReturnType<typeof makeChangeLog>;

/** The append-only log of directory changes; versions rise over all tenants. */
export function makeChangeLog(database: DatabaseSync) {
  const insert = database.prepare('INSERT INTO user_changes (tenant, user, change) VALUES (?, ?, ?)');
  const after = database.prepare(
    'SELECT version, user, change FROM user_changes WHERE tenant = ? AND version > ? ORDER BY version',
  );
  const last = database.prepare('SELECT COALESCE(MAX(version), 0) AS version FROM user_changes');

  return {
    record(tenantId: string, userId: string, change: UserChange): void {
      insert.run(tenantId, userId, JSON.stringify(change));
    },
    after: (tenantId: string, version: number): readonly RecordedChange[] =>
      after.all(tenantId, version).map((row) => ({
        version: numberIn(row, 'version'),
        userId: textIn(row, 'user'),
        change: JSON.parse(textIn(row, 'change')) as UserChange,
      })),
    latest(): number {
      const row = last.get();
      return row ? numberIn(row, 'version') : 0;
    },
  };
}
