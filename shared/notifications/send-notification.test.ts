import { describe, expect, it } from 'vitest';
import type { MailboxOwners } from '../imports/mailbox-owner.ts';
import type { Commit } from '../kernel/commit.ts';
import { silentLog } from '../kernel/log.ts';
import { err, ok } from '../kernel/result.ts';
import type { DirectoryFailure } from '../sources/directory.ts';
import { makeAddressOfUser } from './address-of-user.ts';
import { makeLinks } from './links.ts';
import type { Mailer, MailMessage, MailRefused } from './mailer.ts';
import { ctx, memoryNotifications } from './memory-notifications.test-data.ts';
import { isFinal, notificationSchema } from './notification.ts';
import { notificationQueued } from './notification-queued.ts';
import { makeSendNotification, sendNotificationBody } from './send-notification.ts';

const id = '99999999-9999-4999-8999-999999999999';
const start = Date.UTC(2026, 10, 22, 6, 0);

/** A queued notification, a clock to turn and a mailer that answers as told, then takes everything. */
const setUp = async (answers: readonly (MailRefused | 'ok')[] = [], recipient = 'anna@a.example') => {
  const memory = memoryNotifications();
  const clock = { time: start, now: () => clock.time };
  const mails: MailMessage[] = [];
  const mailer: Mailer = {
    send: async (message) => {
      mails.push(message);
      const answer = answers[mails.length - 1] ?? 'ok';
      return answer === 'ok' ? ok({ providerMessageId: `p-${mails.length}` }) : err(answer);
    },
  };
  const directory: { failure?: DirectoryFailure; addresses?: readonly string[] } = {};
  const owners: MailboxOwners = {
    addressesOf: async (_ctx, ids) => {
      const { failure, addresses } = directory;
      if (failure !== undefined) return err(failure);
      return ok(new Map(addresses === undefined ? [] : ids.map((each) => [each, addresses])));
    },
  };
  const addressOfUser = makeAddressOfUser(owners);
  const deps = {
    ...memory,
    mailer,
    addressOfUser,
    directory,
    clock,
    log: silentLog,
    links: makeLinks('https://portal.example'),
  };
  const queued = notificationQueued(
    ctx,
    { kind: 'tenant-onboarded', recipient, language: 'de', params: { organisation: 'Müller AG' } },
    { ...deps, random: { id: () => id, bytes: (length) => new Uint8Array(length) } },
  );
  await memory.commit(ctx, [queued.change], [queued.message]);
  const kept = () => notificationSchema.parse(memory.rows.get(id)?.value);
  return { ...deps, mails, kept, send: () => makeSendNotification(deps)(ctx, { notificationId: id }) };
};

const refusal = (permanent: boolean, retryAfterSeconds?: number): MailRefused => ({
  type: 'mail-refused',
  permanent,
  code: permanent ? '5.1.1' : 'smtp-451',
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

describe('[N1] queueing a notification', () => {
  it('keeps the receiver in the row and only the id in the message', async () => {
    const { kept, messages } = await setUp();
    expect(kept()).toMatchObject({ state: 'queued', attempts: 0, createdAt: '2026-11-22T06:00:00.000Z' });
    expect(messages).toEqual([{ queue: 'notifications', body: { notificationId: id }, id }]);
    expect(sendNotificationBody.parse(messages[0]?.body)).toEqual({ notificationId: id });
  });

  it('refuses parameters that are not of its kind', async () => {
    const { notifications, clock } = await setUp();
    const request = {
      kind: 'tenant-onboarded',
      recipient: 'a@a.example',
      language: 'de',
      params: {},
    } as const;
    const random = { id: () => id, bytes: (length: number) => new Uint8Array(length) };
    // @ts-expect-error the compiler refuses it, too
    expect(() => notificationQueued(ctx, request, { notifications, clock, random })).toThrow();
  });
});

describe('[N1] sending a notification', () => {
  it('records when it went out and under which id', async () => {
    const { send, kept, clock } = await setUp();
    clock.time += 90_000;
    expect(await send()).toEqual(ok('sent'));
    expect(kept()).toMatchObject({
      state: 'sent',
      attempts: 1,
      sentAt: '2026-11-22T06:01:30.000Z',
      providerMessageId: 'p-1',
    });
  });

  it('does nothing when the message is delivered again', async () => {
    const { send, mails } = await setUp();
    await send();
    expect(await send()).toEqual(ok('sent'));
    expect(mails).toHaveLength(1);
  });

  it('uses the same id at the provider when the process died before the commit', async () => {
    const { send, mails, kept, ...deps } = await setUp();
    const crashing: Commit = async () => {
      throw new Error('killed');
    };
    const dying = makeSendNotification({ ...deps, commit: crashing });
    await expect(dying(ctx, { notificationId: id })).rejects.toThrow('killed');
    expect(await send()).toEqual(ok('sent'));
    expect(mails.map((mail) => mail.id)).toEqual([id, id]);
    expect(mails[0]).toEqual(mails[1]);
    expect(kept().attempts).toBe(1);
  });

  it('fails for good when the provider refuses for good, and says why', async () => {
    const { send, kept, mails } = await setUp([refusal(true)]);
    expect(await send()).toEqual(ok('failed'));
    expect(kept()).toMatchObject({ state: 'failed', lastError: '5.1.1', attempts: 1 });
    expect(await send()).toEqual(ok('failed'));
    expect(mails).toHaveLength(1);
  });

  it('schedules the next try when the provider refuses for now, later each time', async () => {
    const { send, kept, messages } = await setUp([refusal(false), refusal(false)]);
    expect(await send()).toEqual(ok('queued'));
    expect(kept()).toMatchObject({ state: 'queued', lastError: 'smtp-451', attempts: 1 });
    await send();
    expect(messages.slice(1)).toEqual([
      { queue: 'notifications', body: { notificationId: id }, id: `${id}-1`, notBefore: start + 60_000 },
      { queue: 'notifications', body: { notificationId: id }, id: `${id}-2`, notBefore: start + 300_000 },
    ]);
    expect(await send()).toEqual(ok('sent'));
    expect(kept()).not.toHaveProperty('lastError');
  });

  it('waits as long as a throttled provider asks for', async () => {
    const { send, messages } = await setUp([refusal(false, 600)]);
    await send();
    expect(messages.at(-1)?.notBefore).toBe(start + 600_000);
  });

  it('gives up after about a day', async () => {
    const { send, kept, mails } = await setUp(Array.from({ length: 20 }, () => refusal(false)));
    let tries = 0;
    while (!isFinal(kept().state)) {
      tries += 1;
      await send();
    }
    expect(kept().state).toBe('failed');
    expect(mails).toHaveLength(tries);
    expect(tries).toBe(8);
  });

  it.each([
    'anna@a.example\r\nBcc: all@a.example',
    'Anna <anna@a.example>',
    'a@a.example,b@a.example',
    'anna',
  ])('never hands over the receiver %j', async (recipient) => {
    const { send, kept, mails } = await setUp([], recipient);
    expect(await send()).toEqual(ok('failed'));
    expect(kept().lastError).toBe('invalid-recipient');
    expect(mails).toEqual([]);
  });

  it('leaves alone what was erased meanwhile', async () => {
    const { send, rows, mails } = await setUp();
    rows.clear();
    expect(await send()).toEqual(err({ type: 'not-found' }));
    expect(mails).toEqual([]);
  });

  it('records the mail as sent although another instance changed the row meanwhile', async () => {
    const { send, kept, rows, mailer } = await setUp();
    const deliver = mailer.send;
    mailer.send = async (message) => {
      rows.set(id, { value: { ...kept(), attempts: 1, lastError: 'smtp-451' }, etag: 'theirs' });
      return deliver(message);
    };
    expect(await send()).toEqual(ok('sent'));
    expect(kept()).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('does not schedule a second chain of tries when another instance did already', async () => {
    const { send, kept, rows, mailer, messages } = await setUp([refusal(false)]);
    const deliver = mailer.send;
    mailer.send = async (message) => {
      rows.set(id, { value: { ...kept(), attempts: 1 }, etag: 'theirs' });
      return deliver(message);
    };
    expect(await send()).toEqual(ok('queued'));
    expect(messages).toHaveLength(1);
  });
});

describe('[N1] a notification to a user whose address is not kept', () => {
  const userId = '77777777-7777-4777-8777-777777777777';

  it('goes to the address that the directory has when it is sent, which stays out of the row', async () => {
    const { send, mails, kept, directory } = await setUp([], userId);
    directory.addresses = ['anna@a.example', 'anna@a.onmicrosoft.example'];
    expect(await send()).toEqual(ok('sent'));
    expect(mails).toMatchObject([{ to: 'anna@a.example' }]);
    expect(kept().recipient).toBe(userId);
    expect(await send()).toEqual(ok('sent'));
    expect(mails).toHaveLength(1);
  });

  it('is tried again where the directory does not tell', async () => {
    const { send, mails, kept, messages, directory } = await setUp([], userId);
    directory.failure = { type: 'throttled', retryAfterSeconds: 600 };
    expect(await send()).toEqual(ok('queued'));
    expect(kept()).toMatchObject({ attempts: 1, lastError: 'address-throttled' });
    expect(messages.at(-1)).toMatchObject({ id: `${id}-1`, notBefore: start + 600_000 });
    directory.failure = { type: 'consent-required', missingPermissions: ['User.Read.All'] };
    expect(await send()).toEqual(ok('queued'));
    expect(mails).toEqual([]);
    delete directory.failure;
    directory.addresses = ['anna@a.example'];
    expect(await send()).toEqual(ok('sent'));
    expect(mails).toMatchObject([{ to: 'anna@a.example' }]);
  });

  it.each([undefined, []])(
    'fails for good where the directory has nobody or no address (%j)',
    async (addresses) => {
      const { send, kept, directory } = await setUp([], userId);
      if (addresses !== undefined) directory.addresses = addresses;
      expect(await send()).toEqual(ok('failed'));
      expect(kept().lastError).toBe('no-address');
    },
  );
});
