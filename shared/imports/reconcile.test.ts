import { describe, expect, it } from 'vitest';
import type { ReportedContact } from './mailboxes.ts';
import type { ManifestEntry } from './manifest.ts';
import { type Reconciled, reconcile } from './reconcile.ts';

const entry = (id: string, fields: Partial<ManifestEntry> = {}): ManifestEntry => ({
  id,
  hash: `hash of ${id}`,
  change: `change of ${id}`,
  photo: '',
  refused: '',
  ...fields,
});
/** Graph refused to create it: there is nothing in the mailbox. */
const refused = entry('', { hash: '', refused: 'h' });
const contact = (id: string, tag?: string): ReportedContact => ({
  id,
  changeKey: `key of ${id}`,
  ...(tag === undefined ? {} : { tag }),
});
const stranger = (id: string): ManifestEntry => ({ id, hash: '', change: '', photo: '?', refused: '' });

const believed = new Map([
  ['a', entry('1')],
  ['b', entry('2')],
  ['c', refused],
]);
const plain = ({ entries, reported, surplus }: Reconciled) => ({
  entries: Object.fromEntries(entries),
  reported: Object.fromEntries([...reported].map(([tag, { id }]) => [tag, id])),
  surplus: surplus.map(({ tag, contact: { id } }) => ({ tag, id })),
});

describe('a list of everything', () => {
  const list = (...contacts: readonly ReportedContact[]) =>
    plain(reconcile(believed, { kind: 'everything', contacts, paged: false, resumed: false }));

  it('replaces what was believed, but for contacts that were refused', () => {
    expect(list(contact('1', 'a'))).toEqual({
      entries: { a: entry('1'), c: refused },
      reported: { a: '1' },
      surplus: [],
    });
  });

  it('[I10] leaves a user’s own contacts alone', () => {
    expect(list(contact('1'), contact('9'))).toEqual({ entries: { c: refused }, reported: {}, surplus: [] });
  });

  it('tells of contacts that nobody had recorded, of which nothing is known but the id', () => {
    expect(list(contact('7', 'x'), contact('8', 'a'), contact('9', 'c'))).toEqual({
      entries: { x: stranger('7'), a: stranger('8'), c: stranger('9') },
      reported: { x: '7', a: '8', c: '9' },
      surplus: [],
    });
  });

  it.each([
    ['first', [contact('1', 'a'), contact('8', 'a')]],
    ['last', [contact('8', 'a'), contact('1', 'a')]],
  ])('of two contacts with one tag keeps the recorded one, also where it comes %s', (_, contacts) => {
    expect(list(...contacts)).toEqual({
      entries: { a: entry('1'), c: refused },
      reported: { a: '1' },
      surplus: [{ tag: 'a', id: '8' }],
    });
  });

  it('of several with one tag that nobody had recorded keeps the first', () => {
    expect(list(contact('7', 'x'), contact('8', 'x'), contact('9', 'x'))).toEqual({
      entries: { x: stranger('7'), c: refused },
      reported: { x: '7' },
      surplus: [
        { tag: 'x', id: '8' },
        { tag: 'x', id: '9' },
      ],
    });
  });
});

describe('a list without tags', () => {
  const list = (...contacts: readonly ReportedContact[]) =>
    plain(reconcile(believed, { kind: 'everything-untagged', contacts }));

  it('keeps what it names by id, and what was refused; the rest is gone', () => {
    expect(list(contact('2'), contact('9'))).toEqual({
      entries: { b: entry('2'), c: refused },
      reported: { b: '2' },
      surplus: [],
    });
  });
});

describe('changes', () => {
  const changes = (changed: readonly ReportedContact[], ...removedIds: readonly string[]) =>
    plain(reconcile(believed, { kind: 'changes', changed, removedIds }));

  it('leave what they do not name as it was believed', () => {
    expect(changes([])).toEqual({ entries: Object.fromEntries(believed), reported: {}, surplus: [] });
    expect(changes([contact('9')], '8')).toEqual(changes([]));
  });

  it('take away what they say is removed', () => {
    expect(changes([contact('2')], '1', '')).toEqual({
      entries: { b: entry('2'), c: refused },
      reported: { b: '2' },
      surplus: [],
    });
  });

  it('that name a contact as changed and as removed keep it: it is there', () => {
    expect(changes([contact('1')], '1')).toMatchObject({ entries: { a: entry('1') }, reported: { a: '1' } });
  });
});
