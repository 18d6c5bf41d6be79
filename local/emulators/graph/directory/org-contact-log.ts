import type { DatabaseSync } from 'node:sqlite';
import { numberIn, textIn } from '../database.ts';

export type OrgContactLog = ReturnType<typeof makeOrgContactLog>;

/** Which organisational contacts were created, changed or removed, in this order; versions rise over all tenants. */
export function makeOrgContactLog(database: DatabaseSync) {
  const sql = {
    insert: database.prepare('INSERT INTO org_contact_changes (tenant, contact) VALUES (?, ?)'),
    between: database.prepare(
      `SELECT contact, MAX(version) AS last FROM org_contact_changes
       WHERE tenant = ? AND version > ? AND version <= ? GROUP BY contact ORDER BY last`,
    ),
    last: database.prepare('SELECT COALESCE(MAX(version), 0) AS version FROM org_contact_changes'),
  };

  return {
    record(tenantId: string, contactId: string): void {
      sql.insert.run(tenantId, contactId);
    },
    /** Each contact once, by its last change. */
    between: (tenantId: string, after: number, until: number) =>
      sql.between
        .all(tenantId, after, until)
        .map((row) => ({ id: textIn(row, 'contact'), version: numberIn(row, 'last') })),
    latest(): number {
      const row = sql.last.get();
      return row ? numberIn(row, 'version') : 0;
    },
  };
}
