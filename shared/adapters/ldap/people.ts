import type { DirectoryPage, DirectoryPerson } from '../../sources/directory.ts';
import { LdapFault } from './fault.ts';
import { changedAfter, everybody } from './filters.ts';
import { makeManagers } from './managers.ts';
import { isReachable, keyOf, personAttributes, personOf } from './person.ts';
import type { Session } from './session.ts';

/** Active Directory gives at most 1,000 (MaxPageSize). */
const pageSize = 500;

/**
 * Pages of everybody, or of who changed after a number; `link` goes on the last one. Nobody at all in a full read is a
 * directory that hides: as an answer it would take everyone off every phone.
 */
export async function* peoplePages(
  session: Session,
  after: bigint | undefined,
  link: string | undefined,
): AsyncGenerator<DirectoryPage> {
  const { connection, base } = session;
  const managers = makeManagers(session);
  let cookie: Buffer | undefined;
  let seen = 0;
  do {
    const page = await connection.search({
      base,
      scope: 'sub',
      filter: after === undefined ? everybody : changedAfter(after),
      attributes: personAttributes,
      page: { size: pageSize, cookie },
    });
    await managers.learn(page.entries);
    const changed: DirectoryPerson[] = [];
    const removed: string[] = [];
    for (const entry of page.entries) {
      const key = keyOf(entry);
      const person = personOf(entry, managers.keyOf(entry));
      if (isReachable(entry)) changed.push(...(person === undefined ? [] : [person]));
      else removed.push(...(key === undefined ? [] : [key]));
    }
    seen += changed.length;
    cookie = page.cookie;
    const isLast = cookie === undefined;
    if (isLast && after === undefined && seen === 0) {
      throw new LdapFault({ on: 'us', reason: 'no-right-to-read', code: 'nobody' });
    }
    yield { changed, removed, ...(isLast && link !== undefined ? { link } : {}) };
  } while (cookie !== undefined);
}
