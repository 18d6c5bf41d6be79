import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../../../local/emulators/loopback/listen.ts';
import { systemClock } from '../../kernel/clock.ts';
import { err, ok } from '../../kernel/result.ts';
import type { MailMessage } from '../../notifications/mailer.ts';
import { makeAcsMailer } from './acs.ts';

const mail: MailMessage = {
  id: '99999999-9999-4999-8999-999999999999',
  to: 'anna@mueller.example',
  subject: 's',
  text: 't',
  html: '<p>h</p>',
};

let service: Listening | undefined;
afterEach(async () => {
  await service?.close();
  service = undefined;
});

/** A service whose operation answers one state after the other, the last for ever; 404 until something was posted. */
const start = async (states: readonly object[], post: () => Response | undefined = () => undefined) => {
  const posted: { operationId: string | undefined; body: unknown }[] = [];
  let polls = 0;
  const app = new Hono();
  // Hono reads the colon of `/emails:send` as a parameter.
  app.post('/:path{emails:send}', async (context) => {
    posted.push({ operationId: context.req.header('operation-id'), body: await context.req.json() });
    const location = `${service?.url}/emails/operations/${mail.id}?api-version=x`;
    return (
      post() ?? context.json({ id: mail.id, status: 'Running' }, 202, { 'operation-location': location })
    );
  });
  app.get('/emails/operations/:id', (context) => {
    if (posted.length === 0) return context.json({ error: { code: 'NotFound', message: 'unknown' } }, 404);
    polls += 1;
    return context.json({ id: mail.id, ...states[Math.min(polls, states.length) - 1] });
  });
  service = await listen(app, 0);
  const access = {
    connectionString: `endpoint=${service.url}/;accesskey=${Buffer.from('key').toString('base64')}`,
    senderAddress: 'no-reply@switchboard.example',
  };
  const send = (patienceMs = 15_000) =>
    makeAcsMailer({ ...access, clock: systemClock, pollIntervalMs: 5, patienceMs }).send(mail);
  return { posted, polls: () => polls, send };
};

describe("[N1] an operation of Azure Communication Services' e-mail", () => {
  it('is begun under the id of the notification, to one receiver, without tracking', async () => {
    const { send, posted } = await start([{ status: 'Succeeded' }]);
    await send();
    expect(posted).toEqual([
      {
        operationId: mail.id,
        body: {
          senderAddress: 'no-reply@switchboard.example',
          content: { subject: 's', plainText: 't', html: '<p>h</p>' },
          recipients: { to: [{ address: 'anna@mueller.example' }] },
          userEngagementTrackingDisabled: true,
        },
      },
    ]);
  });

  it('is followed until it has succeeded', async () => {
    const { send, polls } = await start([
      { status: 'NotStarted' },
      { status: 'Running' },
      { status: 'Succeeded' },
    ]);
    expect(await send()).toEqual(ok({ providerMessageId: mail.id }));
    expect(polls()).toBe(3);
  });

  it('is told by its code when it failed, without the words that name the receiver', async () => {
    const error = {
      code: 'EmailDroppedAllRecipientsSuppressed',
      message: 'anna@mueller.example is suppressed',
    };
    const { send } = await start([{ status: 'Running' }, { status: 'Failed', error }]);
    expect(await send()).toEqual(
      err({ type: 'mail-refused', permanent: true, code: 'acs-EmailDroppedAllRecipientsSuppressed' }),
    );
  });

  it('is for good when it was cancelled at the service', async () => {
    const { send } = await start([{ status: 'Canceled' }]);
    expect(await send()).toMatchObject(err({ permanent: true }));
  });

  it('is left when it takes too long, and looked at again instead of begun again', async () => {
    const states: object[] = [{ status: 'Running' }];
    const { send, posted } = await start(states);
    expect(await send(300)).toEqual(
      err({ type: 'mail-refused', permanent: false, code: 'acs-not-finished' }),
    );
    states[0] = { status: 'Succeeded' };
    expect(await send()).toEqual(ok({ providerMessageId: mail.id }));
    expect(posted).toHaveLength(1);
  });

  it.each([
    [400, 'InvalidRecipient', true],
    [413, 'RequestTooLarge', true],
    [401, 'Denied', false],
    [404, 'DomainNotLinked', false],
    [500, 'InternalError', false],
  ])('refused with %i %s: for good %s', async (status, code, permanent) => {
    const { send, posted } = await start([], () =>
      Response.json({ error: { code, message: 'm' } }, { status }),
    );
    expect(await send()).toEqual(err({ type: 'mail-refused', permanent, code: `acs-${code}` }));
    expect(posted).toHaveLength(1);
  });

  it('passes when the service is not there', async () => {
    const { send } = await start([]);
    await service?.close();
    service = undefined;
    expect(await send()).toMatchObject(err({ permanent: false }));
  });
});
