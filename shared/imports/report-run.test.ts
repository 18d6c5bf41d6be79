import { describe, expect, it } from 'vitest';
import { makeImportWorld, userId } from '../../tests/support/import-world.ts';
import { makeConsoleLog } from '../adapters/console-log.ts';
import { makeMemoryTelemetry } from '../adapters/telemetry/memory-telemetry.test-data.ts';
import { asId, type ImportId, type RunId, tenantId } from '../kernel/ids.ts';
import { systemContext } from '../kernel/tenant-context.ts';
import { reportRun } from './report-run.ts';
import { emptyTotals, type Run } from './run.ts';
import { addFailures } from './run-cost.ts';

const ctx = systemContext(tenantId('3b7c1e2a-0000-4000-8000-00000000000a'), 'c-1');
const now = Date.UTC(2026, 10, 23, 1, 40);
const run: Run = {
  id: asId<RunId>('r1'),
  importId: asId<ImportId>('i1'),
  trigger: 'schedule',
  state: 'completed-with-errors',
  requestedAt: '2026-11-23T01:30:00.000Z',
  startedAt: '2026-11-23T01:32:00.000Z',
  contacts: 10,
  blocks: 2,
  blocksDone: 2,
  totals: {
    ...emptyTotals,
    mailboxes: 60,
    mailboxesDone: 43,
    mailboxesFailed: 17,
    created: 400,
    updated: 3,
    deleted: 2,
    unchanged: 20,
    failed: 5,
  },
  cost: { requests: 480, waitedMs: 95_000 },
  failures: { 'no-mailbox': 3, throttled: 12, refused: 1, 'access-denied': 1 },
  correlationId: 'c-1',
};

const reported = async (ended: Run) => {
  const lines: string[] = [];
  const telemetry = makeMemoryTelemetry();
  const log = makeConsoleLog({
    clock: { now: () => now },
    least: 'info',
    write: (line) => lines.push(line),
    telemetry: telemetry.telemetry,
  });
  await telemetry.telemetry.span('process mailbox-blocks', {}, async () =>
    reportRun({ log, telemetry: telemetry.telemetry }, ctx, ended, now),
  );
  return { ...telemetry, lines };
};

it('one line says how a run ended, what it did, what failed and why, and how long it had to wait', async () => {
  const { lines, span } = await reported(run);
  const { traceId } = span('process mailbox-blocks').spanContext();
  expect(lines).toEqual([
    `{"time":"2026-11-23T01:40:00.000Z","level":"warn","message":"run ended","traceId":"${traceId}",` +
      '"tenantId":"3b7c1e2a-0000-4000-8000-00000000000a","correlationId":"c-1","importId":"i1","runId":"r1",' +
      '"operation":"schedule","state":"completed-with-errors","durationMs":600000,"lateMs":120000,"waitedMs":95000,' +
      '"requests":480,"mailboxesDone":43,"mailboxesFailed":17,"failures":"throttled 12, no-mailbox 3, access-denied 1",' +
      '"created":400,"updated":3,"deleted":2,"unchanged":20,"failed":5}',
  ]);
});

it('a run that never began has no delay to tell of, but its reason', async () => {
  const { startedAt: _startedAt, cost: _cost, failures: _failures, ...queued } = run;
  const { lines } = await reported({
    ...queued,
    state: 'failed',
    reason: 'share-revoked',
    totals: emptyTotals,
  });
  const line = JSON.parse(lines[0] ?? '');
  expect(line).toMatchObject({ state: 'failed', reason: 'share-revoked', requests: 0, waitedMs: 0 });
  expect(line).not.toHaveProperty('lateMs');
  expect(line).not.toHaveProperty('failures');
});

it('its figures are measured; those of a preview, which wrote nothing, but for the contacts', async () => {
  const { points } = await reported(run);
  expect(await points('switchboard.run.duration')).toMatchObject([
    {
      value: { sum: 480 },
      attributes: { 'switchboard.state': 'completed-with-errors', 'switchboard.trigger': 'schedule' },
    },
  ]);
  expect(await points('switchboard.run.wait')).toMatchObject([{ value: { sum: 95 } }]);
  const by = async (name: string, attribute: string) =>
    Object.fromEntries((await points(name)).map((point) => [point.attributes[attribute], point.value]));
  expect(await by('switchboard.mailboxes', 'switchboard.outcome')).toEqual({
    done: 43,
    'no-mailbox': 3,
    throttled: 12,
    refused: 1,
    'access-denied': 1,
  });
  expect(await by('switchboard.contacts', 'switchboard.change')).toEqual({
    created: 400,
    updated: 3,
    deleted: 2,
    unchanged: 20,
    failed: 5,
  });
  const preview = await reported({ ...run, trigger: 'preview' });
  expect(await preview.points('switchboard.contacts')).toEqual([]);
});

describe('what a run costs', () => {
  it('is counted over all its blocks', async () => {
    const world = makeImportWorld({ blockSize: 2 });
    await world.create(5, 3);
    await world.settle();
    const { cost, totals, failures } = await world.newest();
    expect(totals).toMatchObject({ mailboxesDone: 5, created: 15 });
    // Each mailbox: its folder and three contacts, and what was asked beside it.
    expect(cost?.requests).toBeGreaterThanOrEqual(5 * 4);
    expect(cost?.waitedMs).toBe(0);
    expect(failures).toEqual({});
  });

  it('holds the pauses that Graph asked for, short and long ones', async () => {
    const world = makeImportWorld();
    await world.create(1, 3);
    const hour = 3_600_000;
    world.graph.set({
      fault: (_operation, n) =>
        n <= 2 ? { kind: 'throttle', retryAfterMs: n === 1 ? 7_000 : hour } : undefined,
    });
    await world.settle();
    const waitedMs = (await world.newest()).cost?.waitedMs ?? 0;
    expect(waitedMs).toBeGreaterThanOrEqual(7_000 + hour);
    expect(waitedMs).toBeLessThan(7_000 + hour + 60_000);
  });
});

it('reasons are counted, over all blocks', () => {
  const failed = (reason: 'throttled' | 'no-mailbox') => ({
    mailbox: userId(1),
    state: 'failed' as const,
    created: 0,
    updated: 0,
    deleted: 0,
    unchanged: 0,
    failed: 0,
    photos: 0,
    reason,
  });
  const first = addFailures(undefined, [failed('throttled'), { ...failed('throttled'), state: 'done' }]);
  expect(addFailures(first, [failed('throttled'), failed('no-mailbox')])).toEqual({
    throttled: 2,
    'no-mailbox': 1,
  });
});
