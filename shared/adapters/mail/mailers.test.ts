import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type MailCatcher, startMailCatcher } from '../../../local/emulators/mail/server.ts';
import { systemClock } from '../../kernel/clock.ts';
import { derivedId } from '../../kernel/ids.ts';
import { err, ok } from '../../kernel/result.ts';
import { composeMail } from '../../notifications/compose-mail.ts';
import { makeLinks } from '../../notifications/links.ts';
import type { Mailer, MailMessage } from '../../notifications/mailer.ts';
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

const smtp = (): Mailer =>
  makeSmtpMailer({
    host: '127.0.0.1',
    port: Number(new URL(catcher.smtpUrl).port),
    security: 'none',
    senderAddress,
    senderName: 'Switchboard',
  });
const acs = (): Mailer =>
  makeAcsMailer({
    connectionString: `endpoint=${catcher.url}/;accesskey=${accessKey}`,
    senderAddress,
    clock: systemClock,
    pollIntervalMs: 5,
  });

let mails = 0;
const message = (fields: Partial<MailMessage> = {}): MailMessage => {
  mails += 1;
  return {
    id: derivedId('mailers.test', String(mails)),
    to: 'anna@mueller.example',
    subject: 'Prüfung: Grüße & Küsse — 5 € ✓',
    text: 'Zeile eins\n\nÜberlange Zeile '.concat('ä'.repeat(2000), '\n'),
    html: '<!doctype html>\n<p title="x">Grüße &amp; Küsse</p>\n',
    ...fields,
  };
};

const received = async () => {
  const mailbox = catcher.admin.mailbox;
  const opened = await Promise.all(mailbox.list().map(({ id }) => mailbox.open(id)));
  return opened.flatMap((mail) => (mail === undefined ? [] : [mail]));
};
const headersOf = (mail: Awaited<ReturnType<typeof received>>[number] | undefined, name: string) =>
  mail?.headers.filter((header) => header.name.toLowerCase() === name).map(({ value }) => value);

describe.each([
  { name: 'SMTP', make: smtp, unknownUser: /^smtp-550$/, throttled: /^smtp-452$/ },
  { name: 'Azure Communication Services', make: acs, unknownUser: /^acs-EmailDropped/, throttled: /^acs-/ },
])('[N1] mail over $name', ({ make, unknownUser, throttled }) => {
  it('arrives with subject, text and HTML as written', async () => {
    const mail = message();
    const outcome = await make().send(mail);
    expect(outcome.ok && outcome.value.providerMessageId).toContain(mail.id);
    const [arrived, ...more] = await received();
    expect(more).toEqual([]);
    expect(arrived).toMatchObject({ subject: mail.subject, to: [mail.to] });
    expect(arrived?.from).toContain(senderAddress);
    expect(arrived?.text?.replaceAll('\r\n', '\n').trim()).toBe(mail.text.trim());
    expect(arrived?.html?.replaceAll('\r\n', '\n').trim()).toBe(mail.html.trim());
  });

  it('arrives as a notification is composed', async () => {
    const composed = composeMail(
      {
        id: derivedId('notification', String(mails)),
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

  it('is refused for good where nobody has that address, in a code without the address', async () => {
    catcher.admin.refuse({ recipient: 'nobody@', code: 550 });
    const outcome = await make().send(message({ to: 'nobody@mueller.example' }));
    expect(outcome).toEqual(
      err({ type: 'mail-refused', permanent: true, code: expect.stringMatching(unknownUser) }),
    );
    expect(await received()).toEqual([]);
  });

  it('is refused for now where the provider is busy, and taken later', async () => {
    catcher.admin.refuse({ recipient: 'anna@', code: 452, times: 1 });
    const mail = message();
    const mailer = make();
    expect(await mailer.send(mail)).toMatchObject(
      err({ type: 'mail-refused', permanent: false, code: expect.stringMatching(throttled) }),
    );
    expect((await mailer.send(mail)).ok).toBe(true);
    expect(await received()).toHaveLength(1);
  });

  it('has the same id at the provider when it is sent again', async () => {
    const mail = message();
    const first = await make().send(mail);
    expect(await make().send(mail)).toEqual(first);
  });

  it('lets nothing into a header, even where a caller forgot to look', async () => {
    await make().send(
      message({ subject: 'Hallo\r\nBcc: all@mueller.example\r\n\r\nbody', to: 'anna@mueller.example' }),
    );
    const everyone = (await received()).flatMap(({ envelope }) => envelope.to);
    expect(everyone.every((address) => address === 'anna@mueller.example')).toBe(true);
    for (const mail of await received()) expect(headersOf(mail, 'bcc')).toEqual([]);
  });
});

describe('[N1] mail over SMTP', () => {
  it('has a Message-ID of the notification, and asks machines not to answer', async () => {
    const mail = message();
    await smtp().send(mail);
    const [arrived] = await received();
    expect(headersOf(arrived, 'message-id')).toEqual([`<${mail.id}@switchboard.example>`]);
    expect(headersOf(arrived, 'auto-submitted')).toEqual(['auto-generated']);
  });
});

describe('[N1] mail over Azure Communication Services', () => {
  it('is not sent twice when the answer to sending was lost', async () => {
    catcher.admin.injectFault({ match: 'POST /emails:send', status: 503, when: 'after' });
    const mail = message();
    const mailer = acs();
    expect(await mailer.send(mail)).toMatchObject(err({ permanent: false }));
    expect(await mailer.send(mail)).toEqual(ok({ providerMessageId: mail.id }));
    expect(await received()).toHaveLength(1);
  });

  it('is not posted again when it is known to the service', async () => {
    const mail = message();
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
      expect(await mailer.send(message())).toEqual(
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
    expect(await mailer.send(message())).toMatchObject(err({ permanent: false, code: 'acs-Denied' }));
  });
});
