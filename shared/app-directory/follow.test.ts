import fc from 'fast-check';
import { expect, it } from 'vitest';
import { followed, makeAppBench } from '../../tests/support/app-bench.ts';
import { canonicalJson } from '../contacts/canonical-json.ts';
import type { Contact } from '../contacts/contact.ts';
import { normaliseNumber } from '../contacts/normalise-number.ts';
import { contactWith } from '../contacts/sample-contacts.test-data.ts';
import type { Source } from '../sources/source.ts';

/**
 * [S9] A client that follows the links has, whenever everything was delivered, exactly what its user may see; and whoever
 * asks for a number finds exactly those. Whatever happens to sources in between: people, audiences, deletions, filters.
 */
const users = ['0a', '0b'].map((start) => `${start}000000-0000-4000-8000-000000000001`);
const group = '0c000000-0000-4000-8000-000000000003';
const names = ['1', '12', '123'];

const audience = fc.constantFrom<Source['appAudience'][]>(
  undefined,
  { who: 'none' },
  { who: 'everyone' },
  { who: 'groups', groups: [group] },
);
const people = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    direct: fc.integer({ min: 801, max: 804 }),
    title: fc.constantFrom('x', 'y'),
  }),
  { selector: ({ key }) => key, maxLength: 6 },
);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('read' as const), of: fc.nat(2), people }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('open' as const), of: fc.nat(2), audience }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('delete' as const), of: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('filter' as const), of: fc.nat(2), hidden: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('follow' as const),
      user: fc.nat(1),
      limit: fc.integer({ min: 1, max: 5 }),
    }),
  },
);

const contactOf = ({ key, direct, title }: { key: string; direct: number; title: string }): Contact =>
  contactWith({
    key,
    displayName: `Person ${key}`,
    jobTitle: title,
    hidden: key === 'f',
    phones: [normaliseNumber(`089 99998-${direct}`, 'business', 'DE')],
  });

it('[S9] a client that follows has what its user may see, after any history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const bench = makeAppBench();
      bench.groups.set(group, [users[0] ?? '']);
      await bench.have();
      await bench.contract();
      const sources = new Map<number, Source>();
      const truth = new Map<number, readonly Contact[]>();
      const clients = users.map(() => ({
        replica: new Map<string, unknown>(),
        token: undefined as string | undefined,
      }));

      const sourceOf = async (n: number): Promise<Source> => {
        const held = sources.get(n);
        if (held !== undefined) return (await bench.entities.sources.get(bench.ctx, held.id))?.value ?? held;
        const made = await bench.source(names[n] ?? '', {});
        sources.set(n, made);
        return made;
      };
      const follow = async (user: number, limit: number) => {
        const client = clients[user];
        if (client === undefined) return;
        const next = await followed(bench, users[user] ?? '', client.replica, client.token, limit);
        if (next === undefined) {
          client.replica.clear();
          client.token = await followed(bench, users[user] ?? '', client.replica, undefined, limit);
        } else client.token = next;
      };
      for (const each of steps) {
        if (each.what === 'follow') {
          await follow(each.user, each.limit);
          continue;
        }
        const source = await sourceOf(each.of);
        if (each.what === 'read') {
          const contacts = each.people.map(contactOf);
          await bench.read(source, contacts);
          truth.set(each.of, contacts);
        } else if (each.what === 'open') {
          await bench.change(source.id, { appAudience: each.audience ?? { who: 'none' } });
        } else if (each.what === 'filter') await bench.change(source.id, { includeHidden: each.hidden });
        else {
          await bench.deleteSource(source.id);
          sources.delete(each.of);
          await bench.people.remove(bench.ctx, source.id);
          truth.delete(each.of);
        }
        await bench.settle();
      }
      await bench.settle();

      for (const [user, client] of clients.entries()) {
        await follow(user, 3);
        const visible: string[] = [];
        for (const n of sources.keys()) {
          const { appAudience, includeHidden } = await sourceOf(n);
          const sees = appAudience?.who === 'everyone' || (appAudience?.who === 'groups' && user === 0);
          const shown = (truth.get(n) ?? []).filter(({ hidden }) => includeHidden || !hidden);
          if (sees) visible.push(...shown.map((contact) => canonicalJson(contact)));
        }
        expect([...client.replica.values()].map(canonicalJson).toSorted()).toEqual(visible.toSorted());
        for (let direct = 801; direct <= 804; direct++) {
          const number = `+498999998${direct}`;
          const found = await bench.lookup(bench.ctx, users[user] ?? '', number);
          if (!found.ok) throw new Error('refused');
          const entries = found.value.matches.flatMap(({ person }) =>
            person.members.map(({ contact }) => contact.key),
          );
          const expected = visible
            .filter((each) => each.includes(number))
            .map((each) => (JSON.parse(each) as Contact).key);
          expect(entries.toSorted()).toEqual(expected.toSorted());
        }
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);
