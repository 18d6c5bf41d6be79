import type { Table } from '../../../shared/adapters/tables/table.ts';

/** Every row of some tables as text: keys, then every column; bytes as such, in base64 and as UTF-16. */
export const allRows = async (
  tables: Iterable<Pick<Table, 'listEntities'>>,
): Promise<readonly { readonly key: string; readonly text: string }[]> => {
  const found: { key: string; text: string }[] = [];
  for (const table of tables) {
    for await (const page of table.listEntities({ queryOptions: {} }).byPage({ maxPageSize: 1000 })) {
      for (const { timestamp: _changes, ...row } of page as Record<string, unknown>[]) {
        const key = `${String(row['partitionKey'])} ${String(row['rowKey'])}`;
        const columns = Object.entries(row).map(([name, value]) => `${name}=${shown(value)}`);
        found.push({ key, text: columns.toSorted().join('\n') });
      }
    }
  }
  return found;
};

const shown = (value: unknown): string => {
  if (!(value instanceof Uint8Array)) return String(value);
  const bytes = Buffer.from(value);
  return [bytes.toString('latin1'), bytes.toString('base64'), bytes.toString('utf16le')].join('\n');
};
