import { expect, it } from 'vitest';
import { casesOf } from './cases.ts';
import { check } from './check.ts';
import { everyNth } from './extent.ts';
import type { History } from './history/history.ts';
import { play } from './history/play.ts';
import { report } from './report.ts';

const hour = 3_600_000;

/** A source is opened to the app, closed and opened again while its people change. */
const opened: Omit<History, 'faults'> = {
  seed: 6,
  start: '2026-06-01T18:00:00.000Z',
  companies: 1,
  people: 3,
  commands: [
    { at: 0, act: { kind: 'open-to-app', company: 0, who: 'everyone' } },
    { at: hour, act: { kind: 'person-changes', company: 0, user: 0, variant: 1 } },
    { at: hour + 1, act: { kind: 'refresh', company: 0 } },
    { at: 2 * hour, act: { kind: 'open-to-app', company: 0, who: 'none' } },
    { at: 2 * hour + 1, act: { kind: 'open-to-app', company: 0, who: 'everyone' } },
    { at: 3 * hour, act: { kind: 'person-joins', company: 0, user: 3 } },
    { at: 3 * hour + 1, act: { kind: 'refresh', company: 0 } },
  ],
};

/** So far apart that each kind of fault meets a few calls. */
const few = 24;

it('[S9] the app’s directory follows a source, and a shelf that was closed is gone', async () => {
  expect((await check({ ...opened, faults: [] })).found).toEqual([]);
  const { world } = await play({ ...opened, faults: [] });
  const kinds = world.journal.map(({ key }) => key.split('|')[0]);
  expect(kinds).toContain('app-number');
  world.close();
});

it('[S9] so it does whatever tables, queues and processes do', { timeout: 300_000 }, async () => {
  const faults = (await casesOf(opened, few)).filter(({ kind }) => !/^(graph|part|token)/.test(kind));
  expect(faults.length).toBeGreaterThan(10);
  for (const fault of faults.filter((_, n) => n % everyNth === 0)) {
    const history = { ...opened, faults: [fault] };
    const { found } = await check(history, { hasty: true });
    expect(found, found.length === 0 ? '' : await report(history, found)).toEqual([]);
  }
});
