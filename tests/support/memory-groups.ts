import type { ConsentRequired } from '../../shared/kernel/failures.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { Directory } from '../../shared/sources/directory.ts';

/** A directory that knows groups and their members only; `refusal`: it lets nobody ask. */
export const makeMemoryGroups = () => {
  const groups = new Map<string, readonly string[]>();
  const state: { refusal?: ConsentRequired } = {};
  const directory: Directory = {
    readPeople: async function* () {},
    photosOf: async () => ok(new Map()),
    probe: async () => ok(undefined),
    membersOf: async (_ctx, group) => {
      if (state.refusal !== undefined) return { ok: false, error: state.refusal };
      const members = groups.get(group);
      return members === undefined ? { ok: false, error: { type: 'not-found' } } : ok(members);
    },
  };
  return { groups, state, directory };
};
