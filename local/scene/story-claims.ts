import type { Figures } from './figures.ts';

export interface StoryResult {
  readonly mailboxes: number;
  readonly contacts: number;
  readonly firstRun: Figures;
  readonly secondRun: Figures;
  readonly changedRun: Figures;
  /** A day later, by the timer; from the run's record. */
  readonly nextDay: { readonly created: number; readonly updated: number; readonly deleted: number };
  readonly ownContactsUntouched: boolean;
  readonly duplicates: number;
  /** Every mailbox holds exactly the share's contacts. */
  readonly equalToShare: boolean;
}

/** A demonstration that shows something else than it says must not end well. */
export const assertStory = (result: StoryResult): void => {
  const { firstRun, secondRun, changedRun, mailboxes, contacts, nextDay } = result;
  const wrong = [
    [firstRun.created === mailboxes * contacts, 'the first run created other than contacts × mailboxes'],
    [
      firstRun.graphRequests <= 1.05 * firstRun.minimumRequests,
      'the first run took over 1.05 × its least requests',
    ],
    [
      firstRun.graphHttpCalls <= Math.ceil(1.05 * firstRun.minimumHttpCalls),
      'the first run took over 1.05 × its least calls',
    ],
    [secondRun.created + secondRun.updated + secondRun.deleted === 0, 'the second run wrote'],
    [secondRun.graphRequests <= mailboxes, 'the second run asked a mailbox twice'],
    [
      changedRun.created === mailboxes && changedRun.deleted === mailboxes,
      'the changed run missed who joined or left',
    ],
    [
      changedRun.graphRequests <= changedRun.minimumRequests,
      'the changed run took more than changes and one read each',
    ],
    [nextDay.created + nextDay.updated + nextDay.deleted === 0, "the next day's run wrote"],
    [result.ownContactsUntouched, 'something of the owners was touched'],
    [result.duplicates === 0, 'there are duplicates'],
    [result.equalToShare, 'a mailbox differs from the share'],
  ].flatMap(([fine, sentence]) => (fine === true ? [] : [String(sentence)]));
  if (wrong.length > 0) throw new Error(`the story is not true: ${wrong.join('; ')}`);
};
