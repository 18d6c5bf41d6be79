import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contact } from '../../tests/support/people.ts';
import type { Contact, Phone } from './contact.ts';
import { type MergedPerson, makeMerge, mergePeople as merge, type SourceToMerge } from './merge-people.ts';
import { conflictsOf, provenanceOf } from './provenance.ts';

const source = (sourceId: string, people: readonly Contact[]): SourceToMerge => ({
  sourceId,
  people,
  keysAreEntraIds: sourceId.startsWith('entra'),
});
const number = (e164: string, kind: Phone['kind'] = 'business'): Phone => ({ kind, original: e164, e164 });
const mergePeople = (sources: readonly SourceToMerge[]) => [...merge(sources)];
/** Nothing by which anybody could be told, unless given. */
const entry = (key: string, fields: Partial<Contact> = {}): Contact => {
  const { displayName: _, ...blank } = contact(key, { emails: [], phones: [] });
  return { ...blank, ...fields };
};
/** The ids of the members of each person. */
const idsOf = (people: readonly MergedPerson[]) =>
  people.map(({ members }) =>
    members.map(({ sourceId, contact: { key } }) => `${sourceId}/${key}`).join(' '),
  );
const merged = (...sources: readonly SourceToMerge[]) => idsOf(mergePeople(sources));

const anna = { givenName: 'Anna', surname: 'Berger' };
const reception = number('+4989100');

describe('[S7] the same person of several sources', () => {
  it('is known by the same Entra id', () => {
    const [a, b] = [source('entra', [entry('AB')]), source('ad', [entry('x', { entraId: 'ab', ...anna })])];
    expect(merged(a, b)).toEqual(['entra/AB ad/x']);
    expect(mergePeople([a, b])[0]?.because).toEqual(['entra-id']);
  });

  it('is known by the same e-mail address, however it is written', () => {
    const [a, b] = [entry('1', { emails: ['Anna@x.de'], ...anna }), entry('2', { emails: ['anna@X.de'] })];
    expect(merged(source('a', [a]), source('b', [b]))).toEqual(['a/1 b/2']);
  });

  it.each([
    ['Anna', 'Berger', undefined, 'Berger, Anna'],
    ['Jörg', 'Weiß', undefined, 'Weiss Joerg'],
    ['Dr. Anna M.', 'Berger', undefined, 'Anna Berger (Vertrieb)'],
  ])('is known by the same number and name: %s %s', (givenName, surname, _, displayName) => {
    const phones = [number('+4915112345', 'mobile')];
    const [a, b] = [entry('1', { givenName, surname, phones }), entry('2', { displayName, phones })];
    expect(merged(source('a', [a]), source('b', [b]))).toEqual(['a/1 b/2']);
  });

  it('follows over a third source', () => {
    const a = entry('1', { ...anna, emails: ['anna@x.de'] });
    const b = entry('2', { ...anna, emails: ['anna@x.de'], phones: [number('+491')] });
    const c = entry('3', { ...anna, phones: [number('+491')] });
    const [one] = mergePeople([source('a', [a]), source('b', [b]), source('c', [c])]);
    expect(one?.members).toHaveLength(3);
    expect(one?.because).toEqual(['email', 'number-and-name']);
  });
});

describe('[S7] different people stay apart', () => {
  const bernd = { givenName: 'Bernd', surname: 'Klein' };
  it.each<[string, Contact[], Contact[]]>([
    [
      'who share the number of the reception',
      [entry('1', { ...anna, phones: [reception] })],
      [entry('2', { ...bernd, phones: [reception] })],
    ],
    [
      'of the same name whose number several people have',
      [entry('1', { ...anna, phones: [reception] }), entry('9', { ...bernd, phones: [reception] })],
      [entry('2', { ...anna, phones: [reception] })],
    ],
    [
      'who share the address of a desk',
      [entry('1', { ...anna, emails: ['info@x.de'] })],
      [entry('2', { emails: ['info@x.de'] })],
    ],
    [
      'who share an address that several people of a source have',
      [entry('1', { ...anna, emails: ['shop1@x.de'] }), entry('9', { ...bernd, emails: ['shop1@x.de'] })],
      [entry('2', { displayName: 'Filiale', emails: ['shop1@x.de'] })],
    ],
    [
      'whose names contradict, for all that their address says',
      [entry('1', { ...anna, emails: ['b@x.de'] })],
      [entry('2', { ...bernd, emails: ['b@x.de'] })],
    ],
    [
      'who share a fax',
      [entry('1', { ...anna, phones: [number('+491', 'businessFax')] })],
      [entry('2', { ...anna, phones: [number('+491', 'businessFax')] })],
    ],
    [
      'whom only a number and no name connects',
      [entry('1', { phones: [number('+491')] })],
      [entry('2', { phones: [number('+491')] })],
    ],
  ])('%s', (_, a, b) => {
    expect(merged(source('a', a), source('b', b))).toHaveLength(a.length + b.length);
  });

  it('also where of those who share the number one alone is in the share', () => {
    const outsiders = [entry('9', { ...bernd, phones: [reception] }), entry('9', { ...bernd })];
    const people = outsiders.map((outsider) => {
      const { add, addOutsider, people: found } = makeMerge(2);
      add(source('a', []), entry('1', { ...anna, phones: [reception] }));
      addOutsider('a', outsider);
      add(source('b', []), entry('2', { ...anna, phones: [reception] }));
      return found().length;
    });
    expect(people).toEqual([2, 1]);
  });

  it('who are two in one source, for all that they have in common', () => {
    const twin = { ...anna, emails: ['anna@x.de'], phones: [number('+491')] };
    const both = [entry('1', twin), entry('2', twin)];
    expect(merged(source('a', both), source('b', []))).toHaveLength(2);
  });

  it('whom a third source would bring together by numbers alone', () => {
    const a = [
      entry('1', { ...anna, phones: [number('+491')] }),
      entry('2', { ...anna, phones: [number('+492')] }),
    ];
    const b = [entry('3', { ...anna, phones: [number('+491'), number('+492')] })];
    expect(merged(source('a', a), source('b', b))).toEqual(['a/1 b/3', 'a/2']);
  });

  it('whom one without a name would bring together', () => {
    const a = [entry('1', { ...anna, emails: ['a@x.de'] }), entry('2', { ...bernd, emails: ['b@x.de'] })];
    const b = [entry('3', { emails: ['a@x.de', 'b@x.de'] })];
    expect(merged(source('a', a), source('b', b))).toHaveLength(2);
  });

  it('a desk is one where its name is the same', () => {
    const desk = { displayName: 'Empfang', emails: ['info@x.de'] };
    expect(merged(source('a', [entry('1', desk)]), source('b', [entry('2', desk)]))).toEqual(['a/1 b/2']);
  });
});

describe('[S7] of a merged person', () => {
  const a = entry('1', { ...anna, emails: ['anna@x.de'], phones: [number('+491')], jobTitle: 'Leiterin' });
  const b = entry('2', {
    ...anna,
    surname: 'BERGER',
    emails: ['ANNA@x.de', 'ab@home.de'],
    phones: [number('+491', 'mobile'), number('+492', 'home')],
    jobTitle: 'Chefin',
    department: 'Vertrieb',
    photo: 'ff',
  });
  const [person] = mergePeople([source('a', [a]), source('b', [b])]);
  if (person === undefined) throw new Error('nobody');

  it('each field is that of the first source that has one, and nothing comes twice', () => {
    expect(person.contact).toEqual({
      ...a,
      department: 'Vertrieb',
      photo: 'ff',
      emails: ['anna@x.de', 'ab@home.de'],
      phones: [number('+491'), number('+492', 'home')],
    });
  });

  it('every field says where it is from, and in which the sources differ', () => {
    const { fields, ...lists } = provenanceOf(person);
    expect(fields).toEqual({ givenName: 'a', surname: 'a', jobTitle: 'a', department: 'b', photo: 'b' });
    expect(lists).toEqual({ emails: ['a', 'b'], phones: ['a', 'b'], conflicts: ['jobTitle'] });
  });

  it('the order of sources decides who is believed', () => {
    const [turned] = mergePeople([source('b', [b]), source('a', [a])]);
    expect(turned?.contact).toMatchObject({ key: '2', jobTitle: 'Chefin', department: 'Vertrieb' });
  });

  it('a number that one source takes for a fax and another for a telephone is a telephone', () => {
    const emails = ['anna@x.de'];
    const [both] = mergePeople([
      source('a', [
        entry('1', { emails, phones: [number('+491', 'businessFax'), number('+492', 'mobile')] }),
      ]),
      source('b', [entry('2', { emails, phones: [number('+491'), number('+492', 'businessFax')] })]),
    ]);
    if (both === undefined) throw new Error('nobody');
    expect(both.contact.phones).toEqual([number('+491'), number('+492', 'mobile')]);
    expect(provenanceOf(both).phones).toEqual(['b', 'a']);
  });

  it('no more is kept than a contact has room for', () => {
    const many = (from: number) => Array.from({ length: 15 }, (_, n) => `m${from + n}@x.de`);
    const [crowded] = mergePeople([
      source('a', [entry('1', { emails: ['q@x.de', ...many(0)] })]),
      source('b', [entry('2', { emails: ['q@x.de', ...many(50)] })]),
    ]);
    expect(crowded?.contact.emails).toHaveLength(20);
  });
});

describe('[S7] whatever the sources hold', () => {
  const text = <T>(...values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
  const person = fc.record({
    givenName: text('Anna', 'Bernd', 'Jörg'),
    surname: text('Berger', 'Klein'),
    entraId: text('e1', 'e2', 'e3', 'e4'),
    emails: fc.uniqueArray(fc.constantFrom('a@x.de', 'b@x.de', 'c@x.de', 'info@x.de'), { maxLength: 2 }),
    phones: fc.uniqueArray(fc.constantFrom('+491', '+492', '+493'), { maxLength: 2 }),
  });
  const people = fc.array(person, { maxLength: 6 }).map((several) =>
    several.map(({ phones, ...fields }, n) => {
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      return entry(`k${n}`, { ...given, phones: phones.map((each) => number(each)) });
    }),
  );
  const sources = fc
    .array(people, { minLength: 2, maxLength: 4 })
    .map((all) => all.map((each, n) => source(`s${n}`, each)));
  const groups = (...given: Parameters<typeof mergePeople>) =>
    idsOf(mergePeople(...given))
      .map((ids) => ids.split(' ').sort().join(' '))
      .sort();

  it('nobody is lost and nobody is there twice', () => {
    fc.assert(
      fc.property(sources, (all) => {
        const ids = mergePeople(all).flatMap(({ members }) =>
          members.map((m) => `${m.sourceId}/${m.contact.key}`),
        );
        expect(ids.toSorted()).toEqual(
          all.flatMap((each) => each.people.map(({ key }) => `${each.sourceId}/${key}`)).sort(),
        );
      }),
    );
  });

  it('who is one person depends neither on the order of the sources nor on that of the entries', () => {
    fc.assert(
      fc.property(sources, (all) => {
        const turned = all.toReversed().map((each) => ({ ...each, people: each.people.toReversed() }));
        expect(groups(turned)).toEqual(groups(all));
      }),
    );
  });

  it('people of one source come together by an Entra id or an e-mail address only', () => {
    fc.assert(
      fc.property(sources, (all) => {
        for (const { members, because } of mergePeople(all)) {
          const isTwice = new Set(members.map(({ sourceId }) => sourceId)).size < members.length;
          if (isTwice) expect(because.some((why) => why !== 'number-and-name')).toBe(true);
        }
      }),
    );
  });

  it('every value is a member’s, and provenance names who has it', () => {
    fc.assert(
      fc.property(sources, (all) => {
        for (const each of mergePeople(all)) {
          const from = provenanceOf(each);
          const of = (sourceId: string | undefined) => each.members.filter((m) => m.sourceId === sourceId);
          for (const [n, email] of each.contact.emails.entries()) {
            expect(of(from.emails[n]).some(({ contact: { emails } }) => emails.includes(email))).toBe(true);
          }
          for (const field of ['givenName', 'surname'] as const) {
            const value = each.contact[field];
            const giver = of(from.fields[field])[0]?.contact[field];
            expect(value).toBe(value === undefined ? undefined : (giver ?? value));
          }
          if (each.members.length === 1) expect(conflictsOf(each)).toEqual([]);
        }
      }),
    );
  });
});
