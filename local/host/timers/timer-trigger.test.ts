import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type HostedApp, MASTER_KEY, startHostedApp } from '../testing/hosted-app.ts';

interface Told {
  readonly timer: string;
  readonly at: string;
  readonly isPastDue: boolean;
  readonly schedule: { readonly adjustForDST: boolean };
  readonly scheduleStatus: {
    readonly last: string;
    readonly next: string;
    readonly lastUpdated: string;
  } | null;
  readonly retry?: {
    readonly retryCount: number;
    readonly maxRetryCount: number;
    readonly exception: { readonly message: string };
  };
}

describe('a timer trigger', () => {
  const apps: HostedApp[] = [];
  const start = async (startAt: string, env: Record<string, string> = {}): Promise<HostedApp> => {
    const app = await startHostedApp({
      app: 'timer-app.ts',
      startAt,
      env: { HOURLY: '0 0 * * * *', ...env },
    });
    apps.push(app);
    return app;
  };
  const told = (app: HostedApp, name: string): Told[] =>
    app
      .said()
      .filter((text) => text.startsWith('{'))
      .map((text) => JSON.parse(text) as Told)
      .filter(({ timer }) => timer === name);
  const stateFile = (): string => join(mkdtempSync(join(tmpdir(), 'timers-')), 'state.db');

  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.kill()));
  });

  it('runs when its time comes, and sees the moved clock', async () => {
    const app = await start('2027-03-27T21:59:00Z');
    expect(told(app, 'nightly')).toEqual([]);
    await app.moveTo('2027-03-27T22:00:00Z');
    const [run, ...more] = told(app, 'nightly');
    expect(more).toEqual([]);
    expect(run?.at.slice(0, 18)).toBe('2027-03-27T22:00:0');
    expect(run).toMatchObject({
      isPastDue: false,
      schedule: { adjustForDST: true },
      scheduleStatus: {
        last: '0001-01-01T00:00:00+00:00',
        next: '2027-03-27T22:00:00+00:00',
        lastUpdated: '0001-01-01T00:00:00+00:00',
      },
    });
  });

  it('fires by itself, without anybody moving the clock', async () => {
    const app = await start('2027-03-27T12:00:00Z', { HOURLY: '*/2 * * * * *' });
    const line = await app.line(
      ({ function: name, category }) => name === 'hourly' && category.endsWith('.User'),
    );
    expect((JSON.parse(line.message) as Told).at.slice(0, 16)).toBe('2027-03-27T12:00');
  });

  it('keeps UTC over the change to summer time', async () => {
    const app = await start('2027-03-28T21:30:00Z');
    await app.moveTo('2027-03-28T22:00:00Z');
    expect(told(app, 'nightly')).toHaveLength(1);
  });

  it('runs once, however many occurrences a jump of the clock has passed', async () => {
    const app = await start('2027-03-27T10:30:00Z');
    await app.moveTo('2027-03-27T20:30:00Z');
    expect(told(app, 'hourly').map(({ isPastDue }) => isPastDue)).toEqual([false]);
    await app.moveTo('2027-03-27T21:00:00Z');
    expect(told(app, 'hourly').at(-1)?.scheduleStatus).toMatchObject({ next: '2027-03-27T21:00:00+00:00' });
  });

  it('takes a time span between runs', async () => {
    const app = await start('2027-03-27T10:00:00Z');
    await app.moveTo('2027-03-27T10:11:00Z');
    await app.moveTo('2027-03-27T10:20:00Z');
    expect(told(app, 'span')).toHaveLength(1);
    await app.moveTo('2027-03-27T10:22:00Z');
    expect(told(app, 'span')).toHaveLength(2);
  });

  it('that was missed while the host was down runs once at start, as past due', async () => {
    const HOST_STATE_FILE = stateFile();
    const before = await start('2027-03-27T20:00:00Z', { HOST_STATE_FILE });
    await before.kill();
    const after = await start('2027-03-29T08:30:00Z', { HOST_STATE_FILE });
    await after.line(({ message }) => message.startsWith("Executed 'Functions.nightly'"));
    expect(told(after, 'nightly').map(({ isPastDue }) => isPastDue)).toEqual([true]);
    expect(told(after, 'nightly')[0]?.scheduleStatus?.next).toBe('2027-03-27T22:00:00+00:00');
    // Stopped, not killed: between a run and the record of it a kill may come, and then it runs again.
    await after.stop();
    const again = await start('2027-03-29T09:30:00Z', { HOST_STATE_FILE });
    await again.moveTo('2027-03-29T09:31:00Z');
    expect(told(again, 'nightly')).toEqual([]);
  });

  it('without monitor is not caught up, and has no schedule status', async () => {
    const HOST_STATE_FILE = stateFile();
    await (await start('2027-03-27T12:00:00Z', { HOST_STATE_FILE })).kill();
    const app = await start('2027-03-27T20:00:00Z', { HOST_STATE_FILE });
    await app.moveTo('2027-03-27T20:01:00Z');
    expect(told(app, 'unwatched')).toEqual([]);
    await app.moveTo('2027-03-28T12:30:00Z');
    expect(told(app, 'unwatched')).toMatchObject([{ isPastDue: false, scheduleStatus: null }]);
  });

  it('whose schedule was changed meanwhile starts afresh instead of firing as past due', async () => {
    const HOST_STATE_FILE = stateFile();
    await (await start('2027-03-27T12:00:00Z', { HOST_STATE_FILE })).kill();
    const app = await start('2027-03-28T15:00:00Z', { HOST_STATE_FILE, HOURLY: '0 0 14 * * *' });
    await app.moveTo('2027-03-28T15:01:00Z');
    expect(told(app, 'hourly')).toEqual([]);
  });

  it('with runOnStartup runs at start', async () => {
    const app = await start('2027-03-27T12:00:00Z', { RUN_ON_STARTUP: 'yes' });
    await app.line(({ message }) => message.startsWith("Executed 'Functions.atStart'"));
    expect(told(app, 'atStart')).toMatchObject([{ isPastDue: false }]);
  });

  it('that throws is logged and not repeated before its next occurrence', async () => {
    const app = await start('2027-03-27T03:14:00Z');
    await app.moveTo('2027-03-27T03:15:00Z');
    await app.moveTo('2027-03-27T03:20:00Z');
    expect(told(app, 'failing')).toHaveLength(1);
    expect(app.lines.find(({ level }) => level === 'error')?.exception?.message).toBe(
      'timer broken on purpose',
    );
    await app.moveTo('2027-03-28T03:15:00Z');
    expect(told(app, 'failing')).toHaveLength(2);
  });

  it('with a retry policy is repeated by it', async () => {
    const app = await start('2027-03-27T04:14:00Z');
    await app.moveTo('2027-03-27T04:15:00Z');
    expect(told(app, 'retried').map(({ retry }) => retry)).toEqual([
      undefined,
      { retryCount: 1, maxRetryCount: 2, exception: { message: 'not yet' } },
      { retryCount: 2, maxRetryCount: 2, exception: { message: 'not yet' } },
    ]);
  });

  it('is fired by hand through the admin API, which answers at once', async () => {
    const app = await start('2027-03-27T12:00:00Z');
    const fire = (name: string, body: string | undefined, key = MASTER_KEY): Promise<Response> =>
      fetch(`${app.url}/admin/functions/${name}`, {
        method: 'POST',
        headers: { 'x-functions-key': key, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
      });
    expect((await fire('slowTimer', '{"input":""}', 'wrong')).status).toBe(401);
    expect((await fire('slowTimer', undefined)).status).toBe(400);
    expect((await fire('unknown', '{"input":""}')).status).toBe(404);
    expect((await fire('slowTimer', '{"input":""}')).status).toBe(202);
    expect(app.said()).not.toContain('slow timer ends');
    await app.line(({ message }) => message === 'slow timer ends');
    expect(told(app, 'slowTimer')).toMatchObject([{ isPastDue: false }]);
  });

  it('is fired by hand over IPC, whose answer carries the outcome', async () => {
    const app = await start('2027-03-27T12:00:00Z');
    await app.invokeTimer('nightly');
    expect(told(app, 'nightly')).toHaveLength(1);
    await expect(app.invokeTimer('failing')).rejects.toThrow('timer broken on purpose');
    await expect(app.invokeTimer('unknown')).rejects.toThrow('There is no timer "unknown"');
  });

  it('that runs while the host stops is finished first', async () => {
    const app = await start('2027-03-27T12:00:00Z');
    const run = app.invokeTimer('slowTimer');
    await app.line(({ message }) => message.includes('"timer":"slowTimer"'));
    expect(await app.stop()).toBe(0);
    await run;
    expect(app.said()).toContain('slow timer ends');
  });
});
