import { describe, expect, it } from 'vitest';
import { contact, peopleOf } from '../../tests/support/people.ts';
import { makeShareBench, selecting } from '../../tests/support/share-fixtures.ts';
import { sourceOf } from '../../tests/support/source-fixtures.ts';
import type { Contact } from '../contacts/contact.ts';
import { readSelection } from './read-selection.ts';
import { makeChooser } from './select-people.ts';
import type { Selection } from './share.ts';

const guid = (n: number) => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [anna, bernd, clara] = [contact(guid(1)), contact(guid(2)), contact(guid(3))];
const team = guid(100);

const selectedOf = (
  people: readonly Contact[],
  selection: Selection,
  members: Record<string, readonly string[]> = {},
  source: Parameters<typeof sourceOf>[0] = {},
) => {
  const groups = new Map(Object.entries(members).map(([group, keys]) => [group, new Set(keys)]));
  const { admits, chooses } = makeChooser(selection, groups);
  const admitted = people.filter((person) => admits(sourceOf(source), person));
  return Array.from(peopleOf(admitted).filter(chooses), (person) => person.contact.key);
};
const everybody = [anna, bernd, clara];

describe('[H1] who is in a share', () => {
  it('is everyone, or the users that are named, or the members of the groups that are named', () => {
    expect(selectedOf(everybody, selecting())).toEqual([anna.key, bernd.key, clara.key]);
    const named = { everyone: false, users: [anna.key], groups: [team] };
    expect(selectedOf(everybody, selecting(named), { [team]: [clara.key] })).toEqual([anna.key, clara.key]);
    expect(selectedOf(everybody, selecting(named))).toEqual([anna.key]);
  });

  it('is nobody who is excluded, however he is named', () => {
    const members = { [team]: [anna.key, bernd.key] };
    expect(selectedOf(everybody, selecting({ exclude: [anna.key] }))).toEqual([bernd.key, clara.key]);
    const named = selecting({ everyone: false, users: [anna.key], groups: [team], exclude: [anna.key] });
    expect(selectedOf(everybody, named, members)).toEqual([bernd.key]);
  });

  it('does not depend on the case in which ids were typed', () => {
    const shouted = selecting({ everyone: false, users: [anna.key.toUpperCase(), bernd.key] });
    expect(selectedOf(everybody, { ...shouted, exclude: [bernd.key.toUpperCase()] })).toEqual([anna.key]);
  });
});

describe('[H4] the filters of a share', () => {
  const sales = contact(guid(4), { department: ' Vertrieb ' });
  const works = contact(guid(5), { department: 'Werk' });

  it('take departments by name, without regard to case and surrounding blanks', () => {
    const wanted = selecting({ filters: { departments: ['VERTRIEB', ' einkauf '] } });
    expect(selectedOf([sales, works, anna], wanted)).toEqual([sales.key]);
    expect(selectedOf([sales, works, anna], selecting())).toHaveLength(3);
  });

  const silent = contact(guid(6), { phones: [] });
  const fax = contact(guid(7), {
    phones: [{ kind: 'businessFax', original: '089 1', e164: '+49891' }],
  });
  const left = contact(guid(8), { enabled: false });
  const hidden = contact(guid(9), { hidden: true });
  const all = [anna, silent, fax, left, hidden];

  it.each([
    ['shares all that its source shows', {}, {}, all],
    ['leaves out people without a number', {}, { onlyWithNumber: true }, [anna, left, hidden]],
    ['leaves out disabled accounts', {}, { includeDisabled: false }, [anna, silent, fax, hidden]],
    ['leaves out hidden people', {}, { includeHidden: false }, [anna, silent, fax, left]],
    [
      'cannot show what its source hides: no number',
      { filter: 'only-with-number' },
      {},
      [anna, left, hidden],
    ],
    [
      'cannot show what its source hides: disabled',
      { includeDisabled: false },
      {},
      [anna, silent, fax, hidden],
    ],
    ['cannot show what its source hides: hidden', { includeHidden: false }, {}, [anna, silent, fax, left]],
    [
      'and its source each leave out something',
      { includeHidden: false },
      { includeDisabled: false },
      [anna, silent, fax],
    ],
  ] as const)('a share %s', (_, source, filters, expected) => {
    const open = { filter: 'all', includeDisabled: true, includeHidden: true } as const;
    expect(selectedOf(all, selecting({ filters }), {}, { ...open, ...source })).toEqual(
      expected.map(({ key }) => key),
    );
  });
});

describe('[H1] the groups of a share', () => {
  const open = async () => {
    const bench = makeShareBench();
    await bench.have();
    await bench.offer([anna, bernd, clara]);
    return bench;
  };
  const read = (bench: Awaited<ReturnType<typeof open>>, selection: Selection) =>
    readSelection(bench.ctx, { sources: [{ sourceId: sourceOf().id }], selection }, bench);

  it('are read from the directory, which knows the members of nested groups', async () => {
    const bench = await open();
    bench.groups.set(team, [bernd.key.toUpperCase()]);
    const found = await read(bench, selecting({ everyone: false, groups: [team, guid(101)] }));
    expect(found.ok && [...found.value.selected]).toMatchObject([{ contact: { key: bernd.key } }]);
    expect(found).toMatchObject({ value: { missingGroups: [guid(101)] } });
  });

  it('are asked for once each, and not at all where everyone is shared', async () => {
    const bench = await open();
    bench.groups.set(team, []);
    await read(bench, selecting({ everyone: false, groups: [team, team] }));
    expect(bench.groupReads).toEqual([team]);
    await read(bench, selecting({ groups: [team] }));
    expect(bench.groupReads).toEqual([team]);
  });

  it('that cannot be read end the reading: nobody is taken for having left', async () => {
    const bench = await open();
    bench.control.groupFailure = { type: 'throttled', retryAfterSeconds: 7 };
    const found = await read(bench, selecting({ everyone: false, users: [anna.key], groups: [team] }));
    expect(found).toEqual({ ok: false, error: { type: 'throttled', retryAfterSeconds: 7 } });
  });
});
