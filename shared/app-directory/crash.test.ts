import { expect, it } from 'vitest';
import { type AppBench, followed, makeAppBench } from '../../tests/support/app-bench.ts';
import { makeCrashPoints } from '../../tests/support/crash-points.ts';
import { canonicalJson } from '../contacts/canonical-json.ts';
import type { Contact } from '../contacts/contact.ts';
import { normaliseNumber } from '../contacts/normalise-number.ts';
import { contactWith } from '../contacts/sample-contacts.test-data.ts';

/**
 * [S9] The building dies before and after each of its calls, at tables and at the commit, and is brought back by its
 * message; in between others change what it works on. In the end the directory is what the source is, and nothing is left
 * over: neither a number of somebody who went nor a row of a shelf that is gone.
 */
const me = '0a000000-0000-4000-8000-000000000001';
const person = (key: string, direct: number): Contact =>
  contactWith({
    key,
    displayName: `Person ${key}`,
    phones: [normaliseNumber(`089 99998-${direct}`, 'business', 'DE')],
  });

const before = [person('a', 801), person('b', 802), person('c', 803)];
const after = [person('a', 804), person('c', 803), person('d', 802)];

const kindsOf = (bench: AppBench): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { key } of bench.rows.all()) {
    const kind = key.split('|')[0] ?? '';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
};

const shown = async (bench: AppBench, replica = new Map<string, unknown>(), from?: string) => {
  await followed(bench, me, replica, from);
  return [...replica.values()].map(canonicalJson).toSorted();
};

/** Dies at the n-th call, then is brought back until it comes through. */
const withDeaths = async (
  play: (bench: AppBench, work: () => Promise<void>) => Promise<void>,
  message: (bench: AppBench) => Parameters<AppBench['build']>[1],
  judge: (bench: AppBench) => Promise<void>,
) => {
  let deaths = 0;
  for (const when of ['before', 'after'] as const) {
    for (let at = 1; ; at++) {
      const points = makeCrashPoints();
      const bench = makeAppBench({ wrap: (port) => points.wrap(port) });
      await bench.have();
      await bench.contract();
      let died = false;
      await play(bench, async () => {
        points.arm(at, when);
        await bench.build(bench.ctx, message(bench)).catch(() => {});
        died = points.died();
        points.revive();
      });
      await bench.build(bench.ctx, message(bench));
      await bench.settle();
      await judge(bench);
      if (!died) break;
      deaths++;
    }
  }
  return deaths;
};

const id = '00000001-0000-4000-8000-000000000000';
const opened = async (bench: AppBench) => {
  const source = await bench.source('1', { appAudience: { who: 'everyone' } });
  await bench.settle();
  return source;
};
const put = async (bench: AppBench, contacts: readonly Contact[]) => {
  async function* pages() {
    yield contacts;
  }
  const end = () => ({ fullReadAt: '2026-03-01T08:00:00.000Z' });
  await bench.people.replaceAll(bench.ctx, id as never, pages(), end, { keepPhotos: true });
};

it('[S9] a building that dies anywhere is made up for, for those who follow as well', async () => {
  const followers = new Map<AppBench, { replica: Map<string, unknown>; token: string | undefined }>();
  const deaths = await withDeaths(
    async (bench, work) => {
      const source = await opened(bench);
      await bench.read(source, before);
      const replica = new Map<string, unknown>();
      const token = await followed(bench, me, replica, undefined);
      await put(bench, after);
      await work();
      // A client that asks just now.
      followers.set(bench, { replica, token: await followed(bench, me, replica, token) });
    },
    () => ({ sourceId: id }),
    async (bench) => {
      const wanted = after.map(canonicalJson).toSorted();
      expect(await shown(bench)).toEqual(wanted);
      const follower = followers.get(bench);
      expect(await shown(bench, follower?.replica, follower?.token)).toEqual(wanted);
      expect(kindsOf(bench)).toEqual({
        'app-secret': 1,
        'app-head': 1,
        'app-entry': 3,
        'app-log': 4,
        'app-gone': 1,
        'app-number': 3,
      });
    },
  );
  expect(deaths).toBeGreaterThan(10);
});

it('[S9] a source that is deleted while it is built leaves nothing, wherever the worker dies', async () => {
  const shelves = new Map<AppBench, string>();
  const deaths = await withDeaths(
    async (bench, work) => {
      const source = await bench.source('1', { appAudience: { who: 'everyone' } });
      const access = await bench.entities.appAccess.get(bench.ctx, 'self');
      shelves.set(bench, access?.value.shelves[0]?.shelfId ?? '');
      await put(bench, before);
      await work();
      await bench.deleteSource(source.id);
    },
    (bench) => ({ sourceId: id, shelfId: shelves.get(bench) }),
    async (bench) => {
      expect(await shown(bench)).toEqual([]);
      expect(Object.keys(kindsOf(bench)).filter((kind) => kind !== 'app-secret')).toEqual([]);
    },
  );
  expect(deaths).toBeGreaterThan(5);
});

it('[S9] a worker that was overtaken writes nothing more, and comes again', async () => {
  const bench = makeAppBench();
  await bench.have();
  await bench.contract();
  const source = await opened(bench);
  await bench.read(source, before);
  await put(bench, after);
  const outcomes = await Promise.allSettled([
    bench.build(bench.ctx, { sourceId: id }),
    bench.build(bench.ctx, { sourceId: id }),
  ]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await bench.build(bench.ctx, { sourceId: id });
  expect(await shown(bench)).toEqual(after.map(canonicalJson).toSorted());
});

it('[S9] two administrators who open two sources at once lose neither', async () => {
  const bench = makeAppBench();
  const sources = [await bench.source('1'), await bench.source('12'), await bench.source('123')];
  await Promise.all(sources.map(({ id: each }) => bench.change(each, { appAudience: { who: 'everyone' } })));
  const access = await bench.entities.appAccess.get(bench.ctx, 'self');
  expect(access?.value.shelves.map(({ sourceId }) => sourceId).toSorted()).toEqual(
    sources.map(({ id: each }) => each as string).toSorted(),
  );
});
