import type { Invariant } from './invariant.ts';

/** (J) In a night without change each mailbox is asked once. */
export const quietNightIsCheap: Invariant = {
  name: 'J: a quiet night costs a request a mailbox',
  check: ({ lastNight: { requests, mailboxes } }) =>
    requests <= mailboxes * 1.2 ? [] : [`${requests} requests for ${mailboxes} mailboxes`],
};
