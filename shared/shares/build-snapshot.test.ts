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
const buildSnapshot = async (by: Share, people: readonly Contact[], nameOf: NameOf) => {
  const { snapshot, trimmed } = await build(by, peopleOf(people), nameOf);
  return { snapshot: { ...snapshot, contacts: [...snapshot.contacts] }, trimmed };
};
const versionOf = async (people: readonly Contact[], by: Share = share) =>
  (await buildSnapshot(by, people, nobody)).snapshot.version;

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
  it('does not depend on the order in which people are read', async () => {
    await fc.assert(
      fc.asyncProperty(
        crowd.chain((people) =>
          fc.tuple(
            fc.constant(people),
            fc.shuffledSubarray(people, { minLength: people.length, maxLength: people.length }),
          ),
        ),
        async ([people, shuffled]) => {
          expect(await buildSnapshot(share, shuffled, nobody)).toEqual(
            await buildSnapshot(share, people, nobody),
          );
        },
      ),
    );
  });

  it('is the same for two crowds exactly where every card, photo and note is the same', async () => {
    const content = (people: readonly Contact[], note: string | undefined) =>
      JSON.stringify([
        people.map((person) => [person.key, toCard(person, { policy: share.fields }).card, person.photo]),
        note ?? null,
      ]);
    const notes = fc.option(fc.constantFrom('', 'a', 'a\nb'), { nil: undefined });
    const noted = (note: string | undefined) => shareWith(note === undefined ? {} : { note });
    await fc.assert(
      fc.asyncProperty(crowd, crowd, notes, notes, async (some, others, note, other) => {
        const same = (await versionOf(some, noted(note))) === (await versionOf(others, noted(other)));
        expect(same).toBe(content(some, note) === content(others, other));
      }),
    );
  });

  it.each<[string, readonly Contact[], Share]>([
    ['a name', [{ ...anna, surname: 'Huber' }], share],
    ['a photo', [{ ...anna, photo: 'ab' }], share],
    ['a person more', [anna, { ...anna, key: 'k2' }], share],
    ['a person less', [], share],
    ['the note', [anna], shareWith({ note: 'von Müller' })],
    ['the field policy', [anna], shareWith({ fields: { ...defaultFieldPolicy, mobilePhone: false } })],
  ])('changes with %s', async (_, people, by) => {
    expect(await versionOf(people, by)).not.toBe(await versionOf([anna]));
  });

  it('does not change with what stays in the company', async () => {
    const before = await versionOf([anna]);
    expect(await versionOf([{ ...anna, managerKey: 'gone' }])).toBe(before);
    expect(await versionOf([anna], shareWith({ displayName: 'Anders', changedAt: 'x' }))).toBe(before);
    const mute = shareWith({ fields: { ...defaultFieldPolicy, photo: false } });
    expect(await versionOf([{ ...anna, photo: 'ab' }], mute)).toBe(before);
  });

  it('tells a note with line breaks from people that look like it', async () => {
    const { snapshot } = await buildSnapshot(share, [anna], nobody);
    const lines = snapshot.contacts.map(({ key, card }) => `${key}\n${cardHashHex(card)}`);
    const posing = ['x', ...lines].join('\n');
    const posed = await versionOf([], shareWith({ note: posing }));
    expect(posed).not.toBe(await versionOf([anna], shareWith({ note: 'x' })));
  });
});

describe('[H4] the field policy of a share', () => {
  const full: Contact = { ...anna, managerKey: 'm', photo: 'ab' };
  const shown = async (group?: string) => {
    const policy = Object.fromEntries(fieldGroups.map((each) => [each, each === group]));
    const by = shareWith({ fields: policy as Share['fields'] });
    return JSON.stringify((await buildSnapshot(by, [full], () => 'Max Chef')).snapshot.contacts);
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

  it.each(fieldGroups)('lets %s out by itself and nothing else but the name', async (group) => {
    const text = await shown(group);
    expect(text).toContain('Anna Berger');
    const found = fieldGroups.filter((each) => text.includes(traces[each]));
    expect(found).toEqual([group]);
  });

  it('can keep everything but the name', async () => {
    const text = await shown();
    expect(fieldGroups.filter((each) => text.includes(traces[each]))).toEqual([]);
  });
});

it('[H4] tells of how many people something had no room, by field', async () => {
  const emails = ['a', 'b', 'c', 'd'].map((name) => `${name}@mueller.example`);
  const many = [
    { ...anna, emails },
    { ...anna, key: 'k2', emails, jobTitle: 'x'.repeat(500) },
    { ...anna, key: 'k3' },
  ];
  expect((await buildSnapshot(share, many, nobody)).trimmed).toEqual({ emailAddresses: 2, jobTitle: 1 });
});
