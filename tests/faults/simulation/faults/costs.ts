/**
 * (J) What one fault may cost at most, in requests to mailboxes beyond 1.2 times what goes undisturbed, where a block
 * covers a few mailboxes with a few contacts each. The first family that a kind belongs to counts.
 */
const families: readonly (readonly [kinds: RegExp, requests: number])[] = [
  // A write that lands after its time leaves twins: each is found, taken away and looked for again.
  [/^graph-lands-late$/, 30],
  // Other mailboxes: those that left are emptied, those that came are filled.
  [/^meanwhile-change-targets$/, 40],
  // What is no longer there is written again; a link that is refused means reading anew.
  [/^meanwhile-/, 12],
  // A call lost, or its parts: sent again, and after an uncertain end looked up first.
  [/^(graph|part|tokens)-/, 10],
  // Work done twice, by two at once.
  [/^(delivered-to-two|lock-lost|replayed|settling|renewal|sent-twice|frozen|clock)/, 12],
  // The block is taken up again where its record ends.
  [/./, 8],
];

export const costOf = (kind: string): number => families.find(([kinds]) => kinds.test(kind))?.[1] ?? 0;
