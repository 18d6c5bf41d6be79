import { isObject } from '../message.ts';
import type { OrderKey } from './query-options.ts';

const collator = new Intl.Collator('de');

const read = (item: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), item);

function compareValues(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string') return collator.compare(left, right);
  return Number(left !== null && left !== undefined) - Number(right !== null && right !== undefined);
}

/** A sorted copy; absent values come first, as in Graph's ascending order. */
export function ordered<T>(items: readonly T[], keys: readonly OrderKey[]): readonly T[] {
  if (keys.length === 0) return items;
  return [...items].sort((left, right) => {
    for (const { path, descending } of keys) {
      const order = compareValues(read(left, path), read(right, path));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}
