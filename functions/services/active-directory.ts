import type { Config } from '../../shared/config/config.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { SourceReaders } from '../../shared/sources/source-readers.ts';
import { once } from '../on-demand.ts';

/** [S2] The reader of Active Directory; ldapts is loaded when the first one is read. */
export const makeActiveDirectoryReader = (
  config: Config,
  clock: Clock,
): NonNullable<SourceReaders['active-directory']> => {
  const loaded = once(async () => {
    const { makeActiveDirectory } = await import('../../shared/adapters/ldap/active-directory.ts');
    return makeActiveDirectory({ ...config.ldap, clock });
  });
  return {
    readPeople: async function* (...asked) {
      yield* (await loaded()).readPeople(...asked);
    },
    photosOf: async (...asked) => (await loaded()).photosOf(...asked),
    probe: async (...asked) => (await loaded()).probe(...asked),
  };
};
