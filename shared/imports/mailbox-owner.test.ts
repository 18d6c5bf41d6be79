import { describe, expect, it } from 'vitest';
import { importWith, shareOf, targetOf } from '../../tests/support/share-model.ts';
import { blankCard } from '../contacts/blank-card.test-data.ts';
import type { Card, SharedContact } from '../contacts/card.ts';
import { asId, type MailboxId } from '../kernel/ids.ts';
import { makePeople, versionWithout, withoutOwner } from './mailbox-owner.ts';

const anna = asId<MailboxId>('3f2504e0-4f89-41d3-9a0c-0305e82c3301');
const shared = (key: string, card: Partial<Card> = {}, aliases: readonly string[] = []): SharedContact => ({
  key,
  card: { ...blankCard, ...card },
  ...(aliases.length === 0 ? {} : { aliases }),
});
const peopleOf = (...contacts: readonly SharedContact[]) =>
  makePeople(contacts.map((each, n) => [`t${n}`, each]));
const mail = { emailAddresses: [{ address: 'Anna@mueller.example', name: 'x' }] };

describe('[I11] the owner of a mailbox', () => {
  it('is the person whose entry is his object, first or beside that of another source', () => {
    const people = peopleOf(
      shared(`source/${anna.toUpperCase()}`),
      shared('other/12', {}, [`source/${anna}`]),
      shared('source/somebody'),
    );
    expect(people.byId(anna)).toEqual(['t0', 't1']);
    expect(people.haveAddresses).toBe(false);
  });

  it('is the person with his address, whatever its casing', () => {
    const people = peopleOf(
      shared('a/1', { surname: 'Berger', ...mail }),
      shared('a/2', { surname: 'Huber' }),
    );
    expect(people.byAddress(['x@mueller.example', 'anna@mueller.example'])).toEqual(['t0']);
    expect(people.haveAddresses).toBe(true);
  });

  it('is not the function that is reached under his address', () => {
    const people = peopleOf(shared('a/1', { displayName: 'Empfang', ...mail }));
    expect(people.byAddress(['anna@mueller.example'])).toEqual([]);
  });
});

describe('[I11] a target without the owner', () => {
  const target = targetOf(shareOf(3), importWith());
  const [first = ''] = target.desired.keys();

  it('has all the others, and shows as a map does', () => {
    const { desired } = withoutOwner(target, [first]);
    const others = [...target.desired].slice(1);
    expect(desired.size).toBe(2);
    expect([...desired]).toEqual(others);
    expect([...desired.keys()]).toEqual(others.map(([tag]) => tag));
    expect([...desired.values()]).toEqual(others.map(([, each]) => each));
    expect([...desired.entries()]).toEqual(others);
    expect([desired.has(first), desired.get(first)]).toEqual([false, undefined]);
    const seen: string[] = [];
    desired.forEach((_, tag) => {
      seen.push(tag);
    });
    expect(seen).toEqual(others.map(([tag]) => tag));
  });

  it('has a version of its own, and that of the share where the owner is not in it', () => {
    expect(withoutOwner(target, []).version).toBe(target.version);
    expect(withoutOwner(target, [first]).version).not.toBe(target.version);
    expect(versionWithout('v', ['a', 'b'])).toBe(versionWithout('v', ['b', 'a']));
    expect(versionWithout('v', ['a'])).not.toBe(versionWithout('v', ['b']));
  });
});
