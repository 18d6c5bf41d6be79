import { RestError } from '@azure/data-tables';
import {
  bytesOf,
  maxTransactionBytes,
  maxTransactionRows,
  type RowAction,
  toTransactionAction,
  whenStatus,
} from './rows.ts';
import type { Table } from './table.ts';

/** Bytes travel as base64, a third longer, beside keys and headers. */
const maxBytes = maxTransactionBytes * 0.65;

/** Splits actions into transactions; `reserved` rows stay free in each. Lists of actions in one group stay together. */
export function* batchesOf(
  groups: Iterable<readonly RowAction[]>,
  reserved = 0,
): Iterable<readonly RowAction[]> {
  let batch: RowAction[] = [];
  let bytes = 0;
  for (const group of groups) {
    const size = group.reduce((sum, action) => sum + ('columns' in action ? bytesOf(action.columns) : 0), 0);
    const full = batch.length + group.length + reserved > maxTransactionRows || bytes + size > maxBytes;
    if (full && batch.length > 0) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(...group);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** Writes actions that may be repeated, in as few transactions as they fit. Not atomic over several. */
export const writeInBatches = async (
  table: Table,
  partition: string,
  actions: readonly RowAction[],
): Promise<void> => {
  for (const batch of batchesOf(actions.map((action) => [action]))) {
    const transaction = batch.map((action) => toTransactionAction(partition, action));
    await whenStatus(() => table.submitTransaction(transaction), {});
  }
};

/** Removes rows, also those that someone else is removing. */
export const removeRows = async (table: Table, partition: string, keys: readonly string[]): Promise<void> => {
  for (let from = 0; from < keys.length; from += maxTransactionRows) {
    const some = keys.slice(from, from + maxTransactionRows);
    const transaction = some.map((key) => toTransactionAction(partition, { kind: 'remove', key }));
    const done = await whenStatus(() => table.submitTransaction(transaction), { 404: 'partly' });
    if (done !== 'partly') continue;
    for (const key of some) await whenStatus(() => table.deleteEntity(partition, key), { 404: undefined });
  }
};

/** 404, 409 or 412: the row to change is gone, there already, or was changed by someone else. */
export const isOvertaken = (error: unknown): boolean =>
  error instanceof RestError && [404, 409, 412].includes(error.statusCode ?? 0);
