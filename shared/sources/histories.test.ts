import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeInterleaving } from '../../tests/support/interleaving.ts';
import { makeSourceBench } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import type { Envelope } from '../kernel/message-bus.ts';
import { ok } from '../kernel/result.ts';
import { makeChangeSource } from './change-source.ts';
import { makeCreateSource } from './create-source.ts';
import { makeDeleteSource } from './delete-source.ts';
import { refreshRequestSchema } from './refresh-message.ts';
import { makeRequestRefresh } from './request-refresh.ts';
import type { SourceReaders } from './source-readers.ts';

const servers = ['dc1.firma.local', 'dc2.firma.local', 'dc3.firma.local'];
const server = fc.constantFrom(...servers);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('move' as const), server }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('deliver' as const), twice: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ask' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const always = () => true;
const settingsAt = (where: string) => ({ server: where, domain: 'firma.local', userName: 'svc' });
/** Each server has its own. */
const passwordAt = (where: string) => `password of ${where}`;

const open = async (schedule: fc.Scheduler) => {
  const around = makeInterleaving(schedule);
  const readers: SourceReaders = {
    'active-directory': {
      readPeople: async function* (_ctx, given) {
        expect(given.password).toBe(passwordAt(given.server));
        yield ok({ changed: [], removed: [], link: 'next' });
      },
      probe: async () => ok(undefined),
    },
  };
  const bench = makeSourceBench({ readers, wrap: around, around });
  const { ctx, clock } = bench;
  const deps = { ...bench, commit: around(bench.commit) };
  const change = makeChangeSource(deps);
  const remove = makeDeleteSource({ ...deps, use: { sharesOf: async () => [] } });
  const ask = makeRequestRefresh(deps);
  await bench.have();
  const created = makeCreateSource(deps)(ctx, {
    kind: 'active-directory',
    settings: settingsAt(servers[0] ?? ''),
    password: passwordAt(servers[0] ?? ''),
    filter: 'all',
    includeDisabled: false,
    includeHidden: false,
    includePhotos: false,
  });
  const { id } = succeeded(await schedule.waitFor(created)).value;

  const handled = new Set<Envelope>();
  const waiting = () => bench.queued().filter((message) => !handled.has(message));
  const deliver = async (message: Envelope | undefined) => {
    if (message === undefined) return;
    handled.add(message);
    await bench.handleRefresh(ctx, refreshRequestSchema.parse(message.body));
  };
  const take = async (each: Step): Promise<unknown> => {
    switch (each.kind) {
      case 'move':
        return change(ctx, id, always, {
          settings: settingsAt(each.server),
          password: passwordAt(each.server),
        });
      case 'rename':
        return change(ctx, id, always, { displayName: 'Firma' });
      case 'ask':
        return ask(ctx, id);
      case 'delete':
        return remove(ctx, id, always);
      case 'deliver': {
        const message = waiting().find(({ notBefore = 0 }) => notBefore <= clock.now());
        return Promise.all((each.twice ? [1, 2] : [1]).map(() => deliver(message)));
      }
    }
  };
  const settle = async () => {
    for (let message = waiting()[0]; message !== undefined; [message] = waiting()) {
      bench.advance(Math.max(0, (message.notBefore ?? 0) - clock.now()));
      await deliver(message);
    }
  };
  const atRest = async () => {
    const source = (await schedule.waitFor(bench.sources.get(ctx, id)))?.value;
    if (source === undefined) {
      expect([...bench.vault]).toEqual([]);
      expect(await schedule.waitFor(bench.contacts.head(ctx, id))).toBeUndefined();
      return;
    }
    expect(source).toMatchObject({ state: 'ready' });
    const password = bench.vault.get(`source-${ctx.tenantId}-${id}-${source.passwordVersion}`);
    expect('server' in source.settings && passwordAt(source.settings.server)).toBe(password);
  };
  return { take, settle, atRest };
};

it('[S2][T5] whatever interleaves, a password is sent to its own server alone, and goes with the source', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.array(step, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
      async (schedule, rounds) => {
        const { take, settle, atRest } = await open(schedule);
        for (const round of rounds) await schedule.waitFor(Promise.all(round.map(take)));
        await schedule.waitFor(settle());
        await atRest();
      },
    ),
    { numRuns: 150 },
  );
});
