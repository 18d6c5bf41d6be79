export interface Covering {
  readonly importId: string;
  readonly seats: readonly string[];
  /** Whether it was covered before. */
  readonly fits: boolean;
}

/**
 * [L11] Which imports are covered by `held` licences: in order of creation, each whose mailboxes still fit beside those of
 * the imports taken before it; one that does not fit does not stop a smaller one behind it. A mailbox of two imports
 * counts once. With `settled` those covered before come first: booking more then never pauses what is running, even
 * where an older, larger import would now fit in its place. Both hold: distinct mailboxes of the covered ≤ held.
 */
export const cover = (imports: readonly Covering[], held: number, settled: boolean): ReadonlySet<string> => {
  const taken = new Set<string>();
  const covered = new Set<string>();
  const inTurn = settled
    ? [...imports.filter(({ fits }) => fits), ...imports.filter(({ fits }) => !fits)]
    : imports;
  for (const { importId, seats } of inTurn) {
    const more = seats.filter((mailbox) => !taken.has(mailbox));
    if (taken.size + more.length > held) continue;
    for (const mailbox of more) taken.add(mailbox);
    covered.add(importId);
  }
  return covered;
};
