import { expect, it } from 'vitest';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { notificationQueued } from '../../shared/notifications/notification-queued.ts';
import { ask } from './real/ask.ts';
import { type BusWorld, makeBusWorld } from './real/bus.ts';
import { everyNth } from './simulation/extent.ts';

interface Kind {
  readonly strike: (world: BusWorld) => void;
  /** How often the mail may go out; once unless told. */
  readonly goes?: readonly number[];
}

/** Of the message about the mail. */
const sent = /"notificationId":/;
/** AMQP's disposition, by which a receiver settles: the descriptor of its frame. */
const settled = new RegExp(String.fromCharCode(0, 0x53, 0x15));

const torn = (
  wire: 'sends' | 'receives',
  on: RegExp,
  how: 'before' | 'after' | 'silence',
): Kind['strike'] => {
  return (world) => world[wire].tear({ on, how });
};

const kinds: Readonly<Record<string, Kind>> = {
  'no fault': { strike: () => {} },
  'connections of who sends cut, and refused': {
    strike: ({ sends }) => {
      sends.cut();
      sends.refuse(2);
    },
  },
  'a message cut before it leaves': { strike: torn('sends', sent, 'before') },
  'the answer to a send lost': { strike: torn('sends', sent, 'after') },
  'no answer to a send': { strike: torn('sends', sent, 'silence') },
  'cut before a message is completed': { strike: torn('receives', settled, 'before') },
  'the answer to completing lost': { strike: torn('receives', settled, 'after') },
  'the lock lost while the mail goes out': {
    strike: ({ hooks, pass, lockMs }) => {
      hooks.onMail = async () => pass(lockMs + 1);
    },
    goes: [1, 2],
  },
  'the connection cut while the mail goes out': {
    strike: ({ hooks, receives }) => {
      hooks.onMail = async () => receives.cut();
    },
  },
  'the connection cut, the lock at its end, and another instance at work meanwhile': {
    strike: ({ hooks, receives, startOtherHost, pass, lockMs, mails }) => {
      hooks.onMail = async () => {
        receives.cut();
        startOtherHost();
        const others = () => {
          // The emulator may still have given it to the connection that is gone.
          pass(lockMs + 1);
          return mails.length;
        };
        await expect.poll(others, { timeout: 10_000, interval: 300 }).toBe(1);
      };
    },
    goes: [2],
  },
  'the broker loses every connection': { strike: ({ dropConnections }) => dropConnections() },
};

it.each(Object.entries(kinds).filter((_kind, n) => n % everyNth === 0))(
  '[T7] %s: what was committed is done, its messages are completed, nothing waits',
  { timeout: 30_000 },
  async (_, { strike, goes = [1] }) => {
    const world = await makeBusWorld();
    const { app, clock, ctx, company } = world;
    for (const key of ['a', 'b', 'c']) app.directoryOf(company).put(key);
    const created = await ask(world, company, 'POST', '/v1/sources', { kind: 'entra-id' });
    expect(created.status).toBe(201);
    await world.settle();

    strike(world);
    const { notifications, commit } = app.stores;
    const { change, message } = notificationQueued(
      ctx,
      { kind: 'tenant-onboarded', recipient: 'a@a.example', language: 'de', params: { organisation: 'A' } },
      { notifications, clock, random: systemRandom },
    );
    const id = String(message.body['notificationId']);
    await expect
      .poll(() =>
        commit(ctx, [change], [message]).then(
          ({ ok }) => ok,
          () => false,
        ),
      )
      .toBe(true);

    await world.settle();
    expect(world.sends.left() + world.receives.left(), 'a fault that met nothing').toBe(0);
    expect(await notifications.get(ctx, id)).toMatchObject({ value: { state: 'sent' } });
    expect(goes).toContain(world.mails.length);
    expect(new Set(world.mails)).toEqual(new Set([id]));
    const source = await ask(world, company, 'GET', `/v1/sources/${created.json.id}`);
    expect(source.json).toMatchObject({ state: 'ready', lastRefresh: { contacts: 3 } });
    expect(await world.outbox()).toBe(0);
    for (const queue of world.queues())
      expect(queue).toMatchObject({ active: 0, scheduled: 0, locked: 0, deadLetter: 0 });
  },
);
