import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type MailCatcher, startMailCatcher } from '../../../local/emulators/mail/server.ts';
import { mailerContract, sampleMail } from '../../../tests/support/mailer-contract.ts';
import { openTornWire } from '../../../tests/support/torn-wire.ts';
import { systemClock } from '../../kernel/clock.ts';
import { derivedId } from '../../kernel/ids.ts';
import { err, ok } from '../../kernel/result.ts';
import { composeMail } from '../../notifications/compose-mail.ts';
import { makeLinks } from '../../notifications/links.ts';
import type { Mailer } from '../../notifications/mailer.ts';
import { makeAcsMailer } from './acs.ts';
import { makeSmtpMailer } from './smtp.ts';

const senderAddress = 'no-reply@switchboard.example';
const accessKey = Buffer.from('a key of the e-mail service').toString('base64');
let catcher: MailCatcher;

beforeAll(async () => {
  catcher = await startMailCatcher({
    port: 0,
    smtpPort: 0,
    stateFile: ':memory:',
    clock: systemClock,
    accessKey,
  });
});
afterAll(() => catcher.close());
afterEach(() => {
  catcher.admin.mailbox.clear();
  catcher.admin.clearRefusals();
  catcher.admin.clearFaults();
});

const smtp = (port = smtpPort()): Mailer =>
  makeSmtpMailer({
    host: '127.0.0.1',
    port,
    security: 'none',
    senderAddress,
    senderName: 'Switchboard',
  });
const acs = (url = catcher.url): Mailer =>
  makeAcsMailer({
    connectionString: `endpoint=${url}/;accesskey=${accessKey}`,
    senderAddress,
    clock: systemClock,
    pollIntervalMs: 5,
  });

const received = async () => {
  const mailbox = catcher.admin.mailbox;
  const opened = await Promise.all(
    mailbox
      .list()
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .map((id) => mailbox.open(id)),
  );
  return opened.flatMap((mail) => (mail === undefined ? [] : [mail]));
};
const headersOf = (mail: Awaited<ReturnType<typeof received>>[number] | undefined, name: string) =>
  mail?.headers.filter((header) => header.name.toLowerCase() === name).map(({ value }) => value);

const asWritten = (text: string | null) => (text ?? '').replaceAll('\r\n', '\n').trim();
const arrived = async () =>
  (await received()).map(({ to, subject, text, html }) => ({
    to: to.join(),
    subject,
    text: asWritten(text),
    html: asWritten(html),
  }));

const smtpPort = () => Number(new URL(catcher.smtpUrl).port);
const codeOf = { 'refused-for-good': 550, 'refused-for-now': 451 } as const;

mailerContract('SMTP', async (misfortune) => {
  const wire = await openTornWire(smtpPort());
  // The end of the message, which the server answers when it has kept it.
  if (misfortune === 'answer-lost') wire.tear({ on: /\r\n\.\r\n$/, how: 'after' });
  else if (misfortune) catcher.admin.refuse({ recipient: '.', code: codeOf[misfortune], times: 1 });
  return { mailer: smtp(wire.port), received: arrived };
});

mailerContract('Azure Communication Services', async (misfortune) => {
  const wire = await openTornWire(Number(new URL(catcher.url).port));
  if (misfortune === 'answer-lost') wire.tear({ on: /^POST \/emails:send/m, how: 'after' });
  else if (misfortune) catcher.admin.refuse({ recipient: '.', code: codeOf[misfortune], times: 1 });
  return { mailer: acs(`http://127.0.0.1:${wire.port}`), received: arrived };
});

describe.each([
  { name: 'SMTP', make: smtp, unknownUser: /^smtp-550$/, throttled: /^smtp-452$/ },
  { name: 'Azure Communication Services', make: acs, unknownUser: /^acs-EmailDropped/, throttled: /^acs-/ },
])('[N1] mail over $name', ({ make, unknownUser, throttled }) => {
  it('comes from our address', async () => {
    await make().send(sampleMail());
    const [mail] = await received();
    expect(mail?.from).toContain(senderAddress);
  });

  it('arrives as a notification is composed', async () => {
    const composed = composeMail(
      {
        id: derivedId('mailers.test', 'composed'),
        kind: 'tenant-onboarded',
        language: 'de',
        recipient: 'anna@mueller.example',
        params: { organisation: 'Müller & Söhne <AG>' },
        state: 'queued',
        attempts: 0,
        createdAt: '2026-11-22T06:00:00.000Z',
      },
      makeLinks('https://portal.example/'),
    );
    if (!composed.ok) throw new Error(composed.error);
    expect((await make().send(composed.value)).ok).toBe(true);
    const [arrived] = await received();
    expect(arrived?.text).toContain('Müller & Söhne <AG>');
    expect(arrived?.html).toContain('Müller &amp; Söhne &lt;AG&gt;');
  });

  it.each([
    [550, unknownUser],
    [452, throttled],
  ] as const)('is refused in a short code: %i', async (code, told) => {
    catcher.admin.refuse({ recipient: 'anna@', code });
    expect(await make().send(sampleMail())).toMatchObject(err({ code: expect.stringMatching(told) }));
  });

  it('lets nothing into a header, even where a caller forgot to look', async () => {
    await make().send(
      sampleMail({ subject: 'Hallo\r\nBcc: all@mueller.example\r\n\r\nbody', to: 'anna@mueller.example' }),
    );
    const everyone = (await received()).flatMap(({ envelope }) => envelope.to);
    expect(everyone.every((address) => address === 'anna@mueller.example')).toBe(true);
    for (const mail of await received()) expect(headersOf(mail, 'bcc')).toEqual([]);
  });
});

describe('[N1] mail over SMTP', () => {
  it('has a Message-ID of the notification, and asks machines not to answer', async () => {
    const mail = sampleMail();
    await smtp().send(mail);
    const [arrived] = await received();
    expect(headersOf(arrived, 'message-id')).toEqual([`<${mail.id}@switchboard.example>`]);
    expect(headersOf(arrived, 'auto-submitted')).toEqual(['auto-generated']);
  });
});

describe('[N1] mail over Azure Communication Services', () => {
  it('is not sent twice when the answer to sending was lost', async () => {
    catcher.admin.injectFault({ match: 'POST /emails:send', status: 503, when: 'after' });
    const mail = sampleMail();
    const mailer = acs();
    expect(await mailer.send(mail)).toMatchObject(err({ permanent: false }));
    expect(await mailer.send(mail)).toEqual(ok({ providerMessageId: mail.id }));
    expect(await received()).toHaveLength(1);
  });

  it('is not posted again when it is known to the service', async () => {
    const mail = sampleMail();
    await acs().send(mail);
    catcher.admin.injectFault({ match: 'POST /emails:send', status: 500, times: 9 });
    expect(await acs().send(mail)).toEqual(ok({ providerMessageId: mail.id }));
  });

  it.each(['30', 'Thu, 01 Jan 2032 00:00:30 GMT'])(
    'waits as long as Retry-After says: %s',
    async (retryAfter) => {
      catcher.admin.injectFault({ match: 'GET /emails/operations', status: 429, retryAfter });
      const clock = { now: () => Date.UTC(2032, 0, 1) };
      const mailer = makeAcsMailer({
        connectionString: `endpoint=${catcher.url};accesskey=${accessKey}`,
        senderAddress,
        clock,
      });
      expect(await mailer.send(sampleMail())).toEqual(
        err({ type: 'mail-refused', permanent: false, code: 'acs-TooManyRequests', retryAfterSeconds: 30 }),
      );
    },
  );

  it('passes once access is repaired: a wrong key refuses nobody’s mail for good', async () => {
    const mailer = makeAcsMailer({
      connectionString: `endpoint=${catcher.url};accesskey=${Buffer.from('another').toString('base64')}`,
      senderAddress,
      clock: systemClock,
    });
    expect(await mailer.send(sampleMail())).toMatchObject(err({ permanent: false, code: 'acs-Denied' }));
  });
});
