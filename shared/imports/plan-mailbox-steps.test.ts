import { describe, expect, it } from 'vitest';
import { defaultFolder, importWith, type ShareModel, targetOf } from '../../tests/support/share-model.ts';
import { graphCardRules as rules } from './graph-card-rules.ts';
import type { ReportedContact, Tag } from './mailboxes.ts';
import type { ManifestEntry } from './manifest.ts';
import { type Decoration, type Desired, planMailbox } from './plan-mailbox.ts';
import type { Observation } from './reconcile.ts';

const imported = importWith({ folder: defaultFolder });
const share: ShareModel = { people: new Map([['p1', { variant: 1 }]]), category: 'Müller AG' };
const [plainWanted] = [...targetOf(share, imported).desired.values()];
if (plainWanted === undefined) throw new Error('a share of one');
const { tag, card } = plainWanted;
const wanted: Desired = { ...plainWanted, photo: '' };
const withPhoto: Desired = { ...wanted, photo: 'f'.repeat(64) };
const mark = 'f'.repeat(16);

/** As the share's decoration does it: its own part only. */
const decoration: Decoration = {
  withCategory: (current) => (current.includes('Müller AG') ? current : [...current, 'Müller AG']),
  withNote: (current) => current,
  withoutCategory: (current) => current.filter((each) => each !== 'Müller AG'),
  withoutNote: (current) => current,
};
const noting: Decoration = { ...decoration, withNote: () => 'From Müller' };

const entry = (fields: Partial<ManifestEntry> = {}): ManifestEntry => ({
  id: '1',
  hash: wanted.hash,
  change: rules.changeOf('key 1'),
  photo: '',
  refused: '',
  ...fields,
});
const seen = (fields: Partial<ReportedContact> = {}): ReportedContact => ({
  id: '1',
  changeKey: 'key 2',
  card,
  categories: ['Müller AG'],
  note: null,
  ...fields,
});

const changes = (...changed: readonly ReportedContact[]): Observation => ({
  kind: 'changes',
  changed,
  removedIds: [],
});
const everything = (
  contacts: readonly ReportedContact[],
  how: { readonly paged?: boolean; readonly resumed?: boolean } = {},
): Observation => ({ kind: 'everything', contacts, paged: false, resumed: false, ...how });

const plan = (
  desired: Desired | undefined,
  believed: ManifestEntry | undefined,
  observed: Observation,
  decorate = decoration,
) => {
  const of = <T>(value: T | undefined): ReadonlyMap<Tag, T> =>
    new Map(value === undefined ? [] : [[tag, value]]);
  const { steps, entries } = planMailbox(of(desired), of(believed), observed, decorate, rules);
  return { steps, entry: entries.get(tag) };
};

describe('[I5] a contact of the share', () => {
  it('that is in the mailbox as it should be needs nothing', () => {
    expect(plan(wanted, entry(), changes())).toEqual({ steps: [], entry: entry() });
    expect(plan(withPhoto, entry({ photo: mark }), changes())).toMatchObject({ steps: [] });
  });

  it('that is nowhere is created', () => {
    expect(plan(wanted, undefined, changes())).toEqual({
      steps: [{ kind: 'create', tag, lookUp: false }],
      entry: undefined,
    });
  });

  it.each([
    ['of several pages, though it was there', entry(), true, true],
    ['of one page', entry(), false, false],
    ['of several pages, as it was refused before', entry({ id: '', refused: 'older' }), true, false],
    ['of several pages, as it never was', undefined, true, false],
  ])('that is missing in a list %s is looked up first: %s', (_, believed, paged, lookUp) => {
    expect(plan(wanted, believed, everything([], { paged })).steps).toEqual([
      { kind: 'create', tag, lookUp },
    ]);
  });

  it('that has changed is written whole', () => {
    expect(plan(wanted, entry({ hash: 'older' }), changes()).steps).toEqual([
      { kind: 'update', tag, id: '1', card },
    ]);
  });

  it('that has changed while its mailbox reports our own last write is written whole', () => {
    const echo = seen({ changeKey: 'key 1', card: { ...card, surname: 'As Exchange has it' } });
    expect(plan(wanted, entry(), changes(echo)).steps).toEqual([]);
    expect(plan(wanted, entry({ hash: 'older' }), changes(echo)).steps).toEqual([
      { kind: 'update', tag, id: '1', card, since: 'key 1' },
    ]);
  });

  it('that is reported without its fields is judged by the record', () => {
    const { card: _card, ...bare } = seen();
    expect(plan(wanted, entry(), changes(bare)).steps).toEqual([]);
    expect(plan(wanted, entry({ hash: 'older' }), changes(bare)).steps).toMatchObject([{ card }]);
  });

  it('that is no longer one is deleted', () => {
    expect(plan(undefined, entry(), changes(seen()))).toEqual({
      steps: [{ kind: 'delete', tag, id: '1' }],
      entry: entry(),
    });
  });

  it('that is there twice is deleted once', () => {
    expect(plan(wanted, entry(), everything([seen({ tag }), seen({ id: '2', tag })])).steps).toEqual([
      { kind: 'delete', tag, id: '2' },
    ]);
  });
});

describe('[I7] what a user has changed', () => {
  it('of our fields is put right, those alone, unless he changes it again meanwhile', () => {
    const drifted = seen({ card: { ...card, mobilePhone: '+491' } });
    expect(plan(wanted, entry(), changes(drifted)).steps).toEqual([
      { kind: 'update', tag, id: '1', card: { mobilePhone: card.mobilePhone }, since: 'key 2' },
    ]);
  });

  it('of nothing that is ours is recorded as read', () => {
    expect(plan(wanted, entry({ hash: '', change: '' }), changes(seen()))).toEqual({
      steps: [],
      entry: entry({ change: rules.changeOf('key 2') }),
    });
  });

  it('where Graph names no version is put right without a condition', () => {
    const unversioned = seen({ changeKey: '', card: { ...card, mobilePhone: '+491' } });
    const [step] = plan(wanted, entry({ change: '' }), changes(unversioned)).steps;
    expect(step).toEqual({ kind: 'update', tag, id: '1', card: { mobilePhone: card.mobilePhone } });
  });

  it.each([
    ['taken away', []],
    ['exchanged', ['Golf']],
  ])('of the categories, ours %s, is put right and keeps his', (_, categories) => {
    expect(plan(wanted, entry(), changes(seen({ categories }))).steps).toEqual([
      { kind: 'update', tag, id: '1', card: {}, categories: [...categories, 'Müller AG'], since: 'key 2' },
    ]);
  });

  it('of the categories, one exchanged for another of as many, is put right', () => {
    const renaming: Decoration = { ...decoration, withCategory: () => ['Golf', 'Müller AG'] };
    const before = seen({ categories: ['Golf', 'Müller GmbH'] });
    expect(plan(wanted, entry(), changes(before), renaming).steps).toMatchObject([
      { categories: ['Golf', 'Müller AG'] },
    ]);
    expect(
      plan(wanted, entry(), changes(seen({ categories: ['Golf', 'Müller AG'] })), renaming).steps,
    ).toEqual([]);
  });

  it('of the categories, where two were ours and one is wanted, is put right', () => {
    const dropping: Decoration = { ...decoration, withCategory: () => ['Müller AG'] };
    const before = seen({ categories: ['Müller AG', 'Müller GmbH'] });
    expect(plan(wanted, entry(), changes(before), dropping).steps).toMatchObject([
      { categories: ['Müller AG'] },
    ]);
  });

  it('of the note is put right', () => {
    expect(plan(wanted, entry(), changes(seen()), noting).steps).toEqual([
      { kind: 'update', tag, id: '1', card: {}, note: 'From Müller', since: 'key 2' },
    ]);
    expect(plan(wanted, entry(), changes(seen({ note: 'From Müller' })), noting).steps).toEqual([]);
  });

  it('is not guessed where categories and note were not asked for', () => {
    const { categories: _categories, note: _note, ...bare } = seen();
    expect(plan(wanted, entry(), changes(bare), noting).steps).toEqual([]);
  });
});

describe('a contact that Graph refused', () => {
  const never = entry({ id: '', hash: '', change: '', refused: wanted.hash });

  it('to create is not sent again until its card changes', () => {
    expect(plan(wanted, never, changes())).toEqual({ steps: [], entry: never });
    // Nor is its photo: there is nothing to put it to.
    expect(plan(withPhoto, never, changes())).toEqual({ steps: [], entry: never });
    expect(plan({ ...wanted, hash: 'newer' }, never, changes()).steps).toEqual([
      { kind: 'create', tag, lookUp: false },
    ]);
  });

  it('to create and that nobody wants any more is forgotten', () => {
    expect(plan(undefined, never, changes())).toEqual({ steps: [], entry: undefined });
  });

  it('to update stays as it is until its card changes, and its record too', () => {
    const stuck = entry({ hash: 'older', refused: wanted.hash });
    expect(plan(wanted, stuck, changes(seen()))).toEqual({ steps: [], entry: stuck });
    expect(plan({ ...wanted, hash: 'newer' }, stuck, changes()).steps).toMatchObject([{ kind: 'update' }]);
  });
});

describe('a photo', () => {
  it('that is new or another one is put, one that is not wanted any more is deleted', () => {
    expect(plan(withPhoto, entry(), changes()).steps).toEqual([{ kind: 'put-photo', tag, id: '1' }]);
    expect(plan(withPhoto, entry({ photo: 'other' }), changes()).steps).toMatchObject([
      { kind: 'put-photo' },
    ]);
    expect(plan(wanted, entry({ photo: mark }), changes()).steps).toEqual([
      { kind: 'delete-photo', tag, id: '1' },
    ]);
  });

  it('of a contact that nobody had recorded is unknown, so one that is not wanted is deleted', () => {
    expect(plan(wanted, undefined, everything([seen({ tag })])).steps).toEqual([
      { kind: 'delete-photo', tag, id: '1' },
    ]);
  });

  it('is known to be none where an interrupted writing of this version goes on', () => {
    const goesOn = everything([seen({ tag })], { resumed: true });
    expect(plan(wanted, undefined, goesOn)).toEqual({
      steps: [],
      entry: entry({ change: rules.changeOf('key 2') }),
    });
    expect(plan(withPhoto, undefined, goesOn).steps).toEqual([{ kind: 'put-photo', tag, id: '1' }]);
    // This one had its photo before the interruption.
    expect(plan(wanted, entry({ photo: mark }), goesOn).steps).toEqual([
      { kind: 'delete-photo', tag, id: '1' },
    ]);
  });
});
