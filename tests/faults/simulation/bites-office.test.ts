import { expect, it } from 'vitest';
import { check } from './check.ts';
import type { History } from './history/history.ts';
import { officeWork } from './history/office-work.ts';
import { monthEnds } from './history/scenarios.ts';
import { inStore } from './planting.ts';
import type { Planted } from './world/instance.ts';

const calm: History = { ...officeWork, faults: [] };
const givenUp: History = {
  ...officeWork,
  faults: [1, 2, 3].map((nth) => ({ kind: 'dead-lettered', nth })),
};

const bugs: readonly (readonly [found: string, bug: string, history: History, planted: Planted])[] = [
  [
    'sees the brand Marke 3',
    'a contract that never ends',
    calm,
    inStore('appContracts', (real) => ({
      get: async (ctx, id) => {
        const found = await real.get(ctx, id);
        if (found === undefined) return undefined;
        const { until: _forgotten, ...value } = found.value;
        return { ...found, value };
      },
    })),
  ],
  [
    'the logo is not the brand’s',
    'a logo that stays when there is none any more',
    calm,
    inStore('appLogos', () => ({ get: async () => undefined })),
  ],
  [
    'a token that was revoked enrols a device',
    'a token that is not revoked',
    calm,
    inStore('enrolmentTokens', (real) => ({
      replaced: (ctx, etag, { revokedAt: _forgotten, ...token }) => real.replaced(ctx, etag, token),
    })),
  ],
  [
    'the register has',
    'a seat that changes hands and loses its place',
    calm,
    inStore('seats', (real) => ({
      inserted: (ctx, seat) =>
        real.inserted(ctx, seat.devices.length > 0 ? seat : { ...seat, number: seat.number + 7 }),
    })),
  ],
  [
    'is not in the export',
    'the last contact of a part is left out',
    calm,
    inStore('sourceContacts', (real) => ({
      part: async (ctx, sourceId, number) => {
        const part = await real.part(ctx, sourceId, number);
        return part && { ...part, contacts: part.contacts.slice(0, -1) };
      },
    })),
  ],
  [
    'cents of',
    'what was given back already is not looked at',
    { ...monthEnds, faults: [] },
    inStore('statements', (real) => ({
      all: async function* (ctx) {
        for await (const each of real.all(ctx)) if (each.value.corrects === undefined) yield each;
      },
    })),
  ],
  [
    'what was to be told by mail was told',
    'a replay under the id that the queue has seen',
    givenUp,
    {
      stores: (stores) => ({
        ...stores,
        commit: (ctx, changes, messages = []) =>
          stores.commit(
            ctx,
            changes,
            messages.map(({ id, ...message }) =>
              id === undefined ? message : { ...message, id: id.replace(/~replay-\d+$/, '') },
            ),
          ),
      }),
    },
  ],
  [
    'a dead letter that was tended is gone',
    'a dead letter that is sent again and stays',
    givenUp,
    {
      ports: (ports) => ({
        ...ports,
        deadLetters: {
          ...ports.deadLetters,
          take: async (queue, sequenceNumber) => {
            const held = await ports.deadLetters.take(queue, sequenceNumber);
            return held === undefined || held === 'held' ? held : { ...held, complete: held.release };
          },
        },
      }),
    },
  ],
];

it.each(bugs)('%s: %s', async (words, _bug, history, planted) => {
  const { found } = await check(history, { planted });
  expect(
    found.some((each) => each.includes(words)),
    found.join('\n'),
  ).toBe(true);
});

it('and nothing where there is no bug', async () => {
  for (const history of [calm, givenUp]) expect((await check(history)).found).toEqual([]);
});
