import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  confirmedSchema,
  defaultDeletionLimit,
  deletionLimitSchema,
  heldBackSchema,
  makeDeletionGate,
  openGate,
} from './deletion-limit.ts';

describe('[I6] the limit of deletions', () => {
  it.each([
    // More than 20 percent and more than 5 is too much; each alone is not.
    [20, 100, true],
    [21, 100, false],
    [5, 6, true],
    [6, 6, false],
    [6, 30, true],
    [6, 29, false],
    [5, 5, true],
    [0, 0, true],
  ])('by default lets %i of %i pass: %s', (deletions, of, passes) => {
    expect(makeDeletionGate().contacts(deletions, of)).toBe(passes);
  });

  it.each([
    [3, 3, true],
    [4, 4, false],
    [4, 20, true],
    [4, 19, false],
  ])('lets %i of %i mailboxes go: %s', (deletions, of, passes) => {
    expect(makeDeletionGate().mailboxes(deletions, of)).toBe(passes);
  });

  it.each([
    [{ percent: 0, contacts: 0 }, true],
    [{ percent: 100, contacts: 1_000_000 }, true],
    [{ percent: 101, contacts: 5 }, false],
    [{ percent: 20, contacts: 1_000_001 }, false],
    [{ percent: -1, contacts: 5 }, false],
    [{ percent: 20, contacts: 0.5 }, false],
    [{ percent: 20 }, false],
    [{ percent: 20, contacts: 5, mailboxes: 3 }, false],
  ])('%j can be one: %s', (limit, can) => {
    expect(deletionLimitSchema.safeParse(limit).success).toBe(can);
  });

  it('is confirmed, and told where it held back, for contacts or for mailboxes', () => {
    for (const kind of ['contacts', 'mailboxes']) {
      const confirmed = { kind, deletions: 60 };
      const heldBack = { ...confirmed, of: 100, mailboxes: 2 };
      expect([confirmedSchema.parse(confirmed), heldBackSchema.parse(heldBack)]).toEqual([
        confirmed,
        heldBack,
      ]);
      expect(confirmedSchema.safeParse(heldBack).success).toBe(false);
      expect(heldBackSchema.safeParse({ ...heldBack, at: '' }).success).toBe(false);
    }
    expect(confirmedSchema.safeParse({ kind: 'photos', deletions: 60 }).success).toBe(false);
  });

  it('is none where all may go', () => {
    expect([openGate.contacts(1_000, 1_000), openGate.mailboxes(1_000, 1_000)]).toEqual([true, true]);
  });

  it('of 0 percent and 0 contacts lets nothing go, of 100 percent everything', () => {
    const strict = makeDeletionGate({ percent: 0, contacts: 0 });
    expect([strict.contacts(0, 10), strict.contacts(1, 10_000)]).toEqual([true, false]);
    const lax = makeDeletionGate({ percent: 100, contacts: 0 });
    expect([lax.contacts(10, 10), lax.mailboxes(500, 500)]).toEqual([true, true]);
  });

  it('gives way to what was confirmed, of that kind and up to that number', () => {
    const gate = makeDeletionGate(defaultDeletionLimit, { kind: 'contacts', deletions: 60 });
    expect([gate.contacts(60, 100), gate.contacts(61, 100), gate.mailboxes(60, 100)]).toEqual([
      true,
      false,
      false,
    ]);
    const other = makeDeletionGate(defaultDeletionLimit, { kind: 'mailboxes', deletions: 7 });
    expect([other.mailboxes(7, 7), other.mailboxes(8, 8), other.contacts(7, 7)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('still lets the rest pass after a part of what passed was carried out', () => {
    const numbers = fc.record({
      percent: fc.nat(100),
      contacts: fc.nat(20),
      of: fc.nat(500),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      done: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(numbers, ({ percent, contacts, of, part, done }) => {
        const deletions = Math.floor(of * part);
        const carriedOut = Math.floor(deletions * done);
        const gate = makeDeletionGate({ percent, contacts });
        fc.pre(gate.contacts(deletions, of));
        expect(gate.contacts(deletions - carriedOut, of - carriedOut)).toBe(true);
      }),
    );
  });
});
