import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peopleOf } from '../../tests/support/people.ts';
import { makeShareBench } from '../../tests/support/share-fixtures.ts';
import { cardHashHex } from '../contacts/card-hash.ts';
import type { Contact } from '../contacts/contact.ts';
import { defaultFieldPolicy, fieldGroups } from '../contacts/field-policy.ts';
import { anna, contacts } from '../contacts/sample-contacts.test-data.ts';
import { toCard } from '../contacts/to-card.ts';
import { buildSnapshot as build } from './build-snapshot.ts';
import type { NameOf } from './read-selection.ts';
import type { Share } from './share.ts';

const shareWith = (fields: Partial<Share> = {}): Share => ({
  ...(makeShareBench().newShare() as unknown as Share),
  ...fields,
});
const share = shareWith();
const nobody = () => undefined;
const buildSnapshot = (by: Share, people: readonly Contact[], nameOf: NameOf) => {
  const { snapshot, trimmed } = build(by, peopleOf(people), nameOf);
  return { snapshot: { ...snapshot, contacts: [...snapshot.contacts] }, trimmed };
};
const versionOf = (people: readonly Contact[], by: Share = share) =>
  buildSnapshot(by, people, nobody).snapshot.version;

/** People with keys of their own, some with photos. */
const crowd = fc
  .array(fc.tuple(contacts, fc.option(fc.constantFrom('aa', 'bb'), { nil: undefined })), { maxLength: 8 })
  .map((people) =>
    people.map(
      ([person, photo], n): Contact => ({
        ...person,
        key: `k${n}`,
        ...(photo === undefined ? {} : { photo }),
      }),
    ),
  );

describe('[H4] the version of a snapshot', () => {
  it('does not depend on the order in which people are read', () => {
    fc.assert(
      fc.property(
        crowd.chain((people) =>
          fc.tuple(
            fc.constant(people),
            fc.shuffledSubarray(people, { minLength: people.length, maxLength: people.length }),
          ),
        ),
        ([people, shuffled]) => {
          expect(buildSnapshot(share, shuffled, nobody)).toEqual(buildSnapshot(share, people, nobody));
        },
      ),
    );
  });

  it('is the same for two crowds exactly where every card, photo and note is the same', () => {
    const content = (people: readonly Contact[], note: string | undefined) =>
      JSON.stringify([
        people.map((person) => [person.key, toCard(person, { policy: share.fields }).card, person.photo]),
        note ?? null,
      ]);
    const notes = fc.option(fc.constantFrom('', 'a', 'a\nb'), { nil: undefined });
    const noted = (note: string | undefined) => shareWith(note === undefined ? {} : { note });
    fc.assert(
      fc.property(crowd, crowd, notes, notes, (some, others, note, other) => {
        const same = versionOf(some, noted(note)) === versionOf(others, noted(other));
        expect(same).toBe(content(some, note) === content(others, other));
      }),
    );
  });

  const before = versionOf([anna]);
  it.each<[string, readonly Contact[], Share]>([
    ['a name', [{ ...anna, surname: 'Huber' }], share],
    ['a photo', [{ ...anna, photo: 'ab' }], share],
    ['a person more', [anna, { ...anna, key: 'k2' }], share],
    ['a person less', [], share],
    ['the note', [anna], shareWith({ note: 'von Müller' })],
    ['the field policy', [anna], shareWith({ fields: { ...defaultFieldPolicy, mobilePhone: false } })],
  ])('changes with %s', (_, people, by) => {
    expect(versionOf(people, by)).not.toBe(before);
  });

  it('does not change with what stays in the company', () => {
    expect(versionOf([{ ...anna, managerKey: 'gone' }])).toBe(before);
    expect(versionOf([anna], shareWith({ displayName: 'Anders', changedAt: 'x' }))).toBe(before);
    const mute = shareWith({ fields: { ...defaultFieldPolicy, photo: false } });
    expect(versionOf([{ ...anna, photo: 'ab' }], mute)).toBe(before);
  });

  it('tells a note with line breaks from people that look like it', () => {
    const { snapshot } = buildSnapshot(share, [anna], nobody);
    const lines = snapshot.contacts.map(({ key, card }) => `${key}\n${cardHashHex(card)}`);
    const posing = ['x', ...lines].join('\n');
    expect(versionOf([], shareWith({ note: posing }))).not.toBe(versionOf([anna], shareWith({ note: 'x' })));
  });
});

describe('[H4] the field policy of a share', () => {
  const full: Contact = { ...anna, managerKey: 'm', photo: 'ab' };
  const shown = (group?: string) => {
    const policy = Object.fromEntries(fieldGroups.map((each) => [each, each === group]));
    const by = shareWith({ fields: policy as Share['fields'] });
    return JSON.stringify(buildSnapshot(by, [full], () => 'Max Chef').snapshot.contacts);
  };
  const traces = {
    company: 'Müller AG',
    department: 'Vertrieb',
    jobTitle: 'Leiterin',
    officeLocation: 'Haus 3',
    businessPhones: '+498999998801',
    mobilePhone: '+491713920027',
    homePhones: '+493023125821',
    emails: 'anna.berger@mueller.example',
    businessAddress: 'Weg 1',
    manager: 'Max Chef',
    photo: '"photo":"ab"',
  } as const;

  it.each(fieldGroups)('lets %s out by itself and nothing else but the name', (group) => {
    const text = shown(group);
    expect(text).toContain('Anna Berger');
    const found = fieldGroups.filter((each) => text.includes(traces[each]));
    expect(found).toEqual([group]);
  });

  it('can keep everything but the name', () => {
    expect(fieldGroups.filter((each) => shown().includes(traces[each]))).toEqual([]);
  });
});

it('[H4] tells of how many people something had no room, by field', () => {
  const emails = ['a', 'b', 'c', 'd'].map((name) => `${name}@mueller.example`);
  const many = [
    { ...anna, emails },
    { ...anna, key: 'k2', emails, jobTitle: 'x'.repeat(500) },
    { ...anna, key: 'k3' },
  ];
  expect(buildSnapshot(share, many, nobody).trimmed).toEqual({ emailAddresses: 2, jobTitle: 1 });
});
