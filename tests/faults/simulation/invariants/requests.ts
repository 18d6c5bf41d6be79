import type { Invariant } from './invariant.ts';

/** Where nothing can be told from changes: the link is refused, the folder is read anew. */
const mostReadAnew = 3;

/**
 * (J) In a night without change each mailbox is asked once. One that waits for a confirmation keeps no new link, so where
 * its link has expired it is read anew each night.
 */
export const quietNightIsCheap: Invariant = {
  name: 'J: a quiet night costs a request a mailbox',
  check: ({ requests, lastNight: { mailboxes, heldBack } }) => {
    const [before = 0, after = before] = requests.slice(-2);
    return after - before <= (mailboxes - heldBack) * 1.2 + heldBack * mostReadAnew
      ? []
      : [`${after - before} requests for ${mailboxes} mailboxes, ${heldBack} of them held back`];
  },
};
