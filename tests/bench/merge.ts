import type { Contact } from '../../shared/contacts/contact.ts';
import { mergePeople, type SourceToMerge } from '../../shared/contacts/merge-people.ts';
import { cpuMs, print } from './line.ts';

/** People of three sources, two thirds of whom are in more than one; a tenth have the number of a reception. */
const count = 10_000;

const person = (key: string, n: number): Contact => {
  const e164 = n % 10 === 0 ? '+4989100' : `+49891${String(n).padStart(6, '0')}`;
  return {
    key,
    givenName: `Given${n % 900}`,
    surname: `Surname${n}`,
    displayName: `Given${n % 900} Surname${n}`,
    companyName: 'Müller AG',
    jobTitle: `Role ${n % 50}`,
    emails: [`person.${n}@mueller.example`],
    phones: [{ kind: 'business', original: e164, e164 }],
    enabled: true,
    hidden: false,
  };
};
const sourceOf = (sourceId: string, from: number): SourceToMerge => {
  const people = Array.from({ length: count }, (_, n) => person(`k${n}`, from + n));
  return { sourceId, people, keysAreEntraIds: false };
};

for (const sources of [1, 2, 3]) {
  const given = Array.from({ length: sources }, (_, n) => sourceOf(`s${n}`, (n * count) / 2));
  mergePeople(given);
  let people = 0;
  const ms = await cpuMs(() => {
    people = mergePeople(given).length;
  });
  print({
    name: `merge.cpu.${sources}-sources`,
    measured: (ms * 1000) / (sources * count),
    unit: 'µs/entry',
  });
  print({
    name: `merge.people.${sources}-sources`,
    measured: people,
    unit: 'people',
    minimum: (count * (sources + 1)) / 2,
  });
}
