import { plainName } from './distinguished-name.ts';
import { type Entry, textOf } from './entry.ts';
import { oneOfNames } from './filters.ts';
import { keyOf } from './person.ts';
import type { Session } from './session.ts';

/** Names a question; and names remembered, some 2 MB. */
const atOnce = 100;
const mostKept = 10_000;

/**
 * Keys of managers by their distinguished names, which is all that a person's entry tells. Each is asked for once a read;
 * one that may not be seen has none.
 */
export const makeManagers = ({ connection, controller }: Session) => {
  const kept = new Map<string, string | undefined>();

  return {
    /** Finds out about the managers of a page. */
    learn: async (entries: readonly Entry[]): Promise<void> => {
      if (kept.size > mostKept) kept.clear();
      const unknown = new Map<string, string>();
      for (const entry of entries) {
        const name = textOf(entry, 'manager');
        if (name !== undefined && !kept.has(plainName(name))) unknown.set(plainName(name), name);
      }
      const asked = [...unknown];
      for (let from = 0; from < asked.length; from += atOnce) {
        const some = asked.slice(from, from + atOnce);
        for (const [plain] of some) kept.set(plain, undefined);
        const found = await connection.search({
          base: controller.domain,
          scope: 'sub',
          filter: oneOfNames(some.map(([, name]) => name)),
          attributes: ['objectGUID'],
        });
        for (const entry of found.entries) kept.set(plainName(entry.dn), keyOf(entry));
      }
    },
    keyOf: (entry: Entry): string | undefined => kept.get(plainName(textOf(entry, 'manager') ?? '')),
  };
};
