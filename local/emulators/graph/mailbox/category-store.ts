import type { DatabaseSync } from 'node:sqlite';
import { numberIn, textIn } from '../database.ts';

export interface StoredCategory {
  readonly id: string;
  readonly displayName: string;
  readonly color: string;
}

export type CategoryStore = ReturnType<typeof makeCategoryStore>;

/** The lists of categories of all mailboxes. Those of a removed mailbox go with it: mailbox-store.ts. */
export function makeCategoryStore(database: DatabaseSync) {
  const sql = {
    list: database.prepare('SELECT num, name, color FROM master_categories WHERE mailbox = ? ORDER BY num'),
    add: database.prepare('INSERT INTO master_categories (mailbox, name, color) VALUES (?, ?, ?)'),
    recolour: database.prepare('UPDATE master_categories SET color = ? WHERE mailbox = ? AND name = ?'),
    remove: database.prepare('DELETE FROM master_categories WHERE mailbox = ? AND name = ?'),
  };
  const idOf = (num: number): string => `5a9a6aa8-b65f-4357-8000-${num.toString(16).padStart(12, '0')}`;
  const list = (mailbox: number): readonly StoredCategory[] =>
    sql.list.all(mailbox).map((row) => ({
      id: idOf(numberIn(row, 'num')),
      displayName: textIn(row, 'name'),
      color: textIn(row, 'color'),
    }));
  /** Exchange takes names that differ in case only for one. */
  const named = (mailbox: number, displayName: string): StoredCategory | undefined =>
    list(mailbox).find((each) => each.displayName.toLowerCase() === displayName.toLowerCase());

  return {
    list,
    named,
    byId: (mailbox: number, id: string): StoredCategory | undefined =>
      list(mailbox).find((each) => each.id === id.toLowerCase()),
    add(mailbox: number, displayName: string, color: string): void {
      sql.add.run(mailbox, displayName, color);
    },
    recolour(mailbox: number, { displayName }: StoredCategory, color: string): void {
      sql.recolour.run(color, mailbox, displayName);
    },
    remove(mailbox: number, { displayName }: StoredCategory): void {
      sql.remove.run(mailbox, displayName);
    },
  };
}
