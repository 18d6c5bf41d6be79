import type { DirectoryStore } from '../directory/directory-store.ts';
import type { GraphRequest } from '../message.ts';
import type { Counting } from './counters.ts';
import type { LimitKeeper } from './limits.ts';

type Located = Pick<GraphRequest, 'segments' | 'caller'>;

/** `tenantId/userId` of the mailbox that a request is for; null for the directory and for unknown users. */
export function mailboxKeyOf(request: Located, directory: DirectoryStore): string | null {
  const [collection, user, below] = request.segments;
  if (
    collection?.toLowerCase() !== 'users' ||
    user === undefined ||
    !/^contact(s|folders)$/i.test(below ?? '')
  )
    return null;
  const found = directory.user(request.caller.tenantId, user);
  return found ? `${request.caller.tenantId}/${found.id}` : null;
}

/** Takes a place in the mailbox that a request is for: the way to give it back, or null when none is free. */
export const makeEnter =
  (directory: DirectoryStore, limits: LimitKeeper, counting: Counting) =>
  (request: Located): (() => void) | null => {
    const mailbox = mailboxKeyOf(request, directory);
    if (mailbox === null) return () => undefined;
    const key = `${request.caller.appId} ${mailbox}`;
    const running = limits.enter(key);
    if (running === null) return null;
    counting.sawConcurrency(mailbox, running);
    return () => limits.leave(key);
  };
