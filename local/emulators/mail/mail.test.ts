import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmailClient, type EmailMessage } from '@azure/communication-email';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OpenedMail } from './mailbox.ts';
import { type MailCatcher, type MailOptions, startMailCatcher } from './server.ts';

const clock = { now: () => Date.parse('2026-10-01T08:00:00Z') };
const accessKey = Buffer.from('the key').toString('base64');
const folder = mkdtempSync(join(tmpdir(), 'mail-'));

const start = (more: Partial<MailOptions> = {}) =>
  startMailCatcher({ port: 0, smtpPort: 0, stateFile: ':memory:', clock, accessKey, ...more });
const client = (catcher: MailCatcher, key = accessKey) =>
  new EmailClient(`endpoint=${catcher.url}/;accesskey=${key}`, {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
const letter: EmailMessage = {
  senderAddress: 'noreply@switchboard.example',
  content: { subject: 'Grüße', plainText: 'Hallo', html: '<p>Hallo <b>Welt</b></p>' },
  recipients: {
    to: [{ address: 'anna@alpha.example', displayName: 'Anna Öz' }],
    bcc: [{ address: 'archive@alpha.example' }],
  },
  attachments: [{ name: 'a.txt', contentType: 'text/plain', contentInBase64: 'YWJj' }],
};

describe('the mail catcher', () => {
  let catcher: MailCatcher;
  beforeAll(async () => {
    catcher = await start();
  });
  beforeEach(() => {
    catcher.admin.mailbox.clear();
    catcher.admin.clearRefusals();
  });
  afterAll(async () => {
    await catcher.close();
    rmSync(folder, { recursive: true });
  });

  const smtp = (to: string, more = {}) =>
    createTransport(catcher.smtpUrl).sendMail({
      from: 'Switchboard <noreply@switchboard.example>',
      to,
      subject: 'Über <alles>',
      text: 'Text',
      html: '<script>alert(1)</script><a href="http://127.0.0.1/">Link</a>',
      ...more,
    });
  const open = async (): Promise<OpenedMail | undefined> =>
    catcher.admin.mailbox.open(catcher.admin.mailbox.list()[0]?.id ?? -1);

  it('keeps what nodemailer sends over SMTP, with blind copies in the envelope', async () => {
    await smtp('anna@alpha.example', { bcc: 'archive@alpha.example' });
    expect(await open()).toMatchObject({
      receivedAt: '2026-10-01T08:00:00.000Z',
      via: 'smtp',
      envelope: { from: 'noreply@switchboard.example', to: ['anna@alpha.example', 'archive@alpha.example'] },
      from: 'Switchboard <noreply@switchboard.example>',
      to: ['anna@alpha.example'],
      subject: 'Über <alles>',
      text: 'Text\n',
    });
  });

  it('accepts any login', async () => {
    const url = new URL(catcher.smtpUrl);
    const transport = createTransport({
      host: url.hostname,
      port: Number(url.port),
      auth: { user: 'someone', pass: 'anything' },
    });
    expect(
      (await transport.sendMail({ from: 'a@b.example', to: 'c@d.example', text: 'x' })).accepted,
    ).toEqual(['c@d.example']);
  });

  it.each([421, 451, 550] as const)('refuses a recipient with %i on demand', async (code) => {
    catcher.admin.refuse({ recipient: '^full@', code, times: 1 });
    await expect(smtp('full@alpha.example')).rejects.toMatchObject({ responseCode: code });
    expect((await smtp('full@alpha.example')).accepted).toEqual(['full@alpha.example']);
  });

  it('shows its mails as pages, escaped, the HTML part in a sandbox', async () => {
    await smtp('anna@alpha.example');
    const list = await (await fetch(catcher.url)).text();
    expect(list).toContain('Über &lt;alles&gt;');
    const { id } = catcher.admin.mailbox.list()[0] ?? { id: -1 };
    const mail = await (await fetch(`${catcher.url}/mails/${id}`)).text();
    expect(mail).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(mail).not.toContain('<script>alert');
    const part = await fetch(`${catcher.url}/messages/${id}/html`);
    expect(part.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups.*default-src 'none'/);
    expect(await part.text()).toContain('<a href="http://127.0.0.1/">Link</a>');
    const raw = await (await fetch(`${catcher.url}/messages/${id}/raw`)).text();
    expect(raw).toContain('From: Switchboard <noreply@switchboard.example>');
  });

  it('answers lists by recipient as JSON, single mails, and forgets on demand', async () => {
    await smtp('anna@alpha.example');
    await smtp('bert@alpha.example');
    const list = async (query = '') =>
      (
        (await (await fetch(`${catcher.url}/messages${query}`)).json()) as {
          messages: { id: number; to: string[] }[];
        }
      ).messages;
    expect((await list()).map(({ to }) => to[0])).toEqual(['bert@alpha.example', 'anna@alpha.example']);
    const [anna] = await list('?to=ANNA@alpha.example');
    expect(await (await fetch(`${catcher.url}/messages/${anna?.id}`)).json()).toMatchObject({
      to: ['anna@alpha.example'],
    });
    expect((await fetch(`${catcher.url}/messages/999999`)).status).toBe(404);
    expect((await fetch(`${catcher.url}/messages`, { method: 'DELETE' })).status).toBe(204);
    expect(await list()).toEqual([]);
  });

  it('takes mail from the real e-mail client and reports its operation', async () => {
    const poller = await client(catcher).beginSend(letter);
    expect(await poller.pollUntilDone()).toMatchObject({ status: 'Succeeded' });
    expect(await open()).toMatchObject({
      via: 'rest',
      envelope: { to: ['anna@alpha.example', 'archive@alpha.example'] },
      to: ['Anna Öz <anna@alpha.example>'],
      subject: 'Grüße',
      text: 'Hallo\n',
      attachments: [{ filename: 'a.txt', contentBase64: 'YWJj' }],
    });
    expect((await open())?.html).toContain('<b>Welt</b>');
  });

  it('sends a repeated operation once, and refuses its id for another message', async () => {
    const operationId = '0a0b0c0d-0000-4000-8000-000000000001';
    await Promise.all([1, 2].map(() => client(catcher).beginSend(letter, { operationId })));
    for (const _ of [1, 2]) await (await client(catcher).beginSend(letter, { operationId })).pollUntilDone();
    expect(catcher.admin.mailbox.list()).toHaveLength(1);
    const other = { ...letter, content: { subject: 'Other', plainText: 'x' } };
    await expect(client(catcher).beginSend(other, { operationId })).rejects.toMatchObject({
      statusCode: 409,
    });
  });

  it('fails the operation for a refused recipient, and throttles for one that is busy', async () => {
    catcher.admin.refuse({ recipient: '^anna@', code: 550, times: 1 });
    await expect(client(catcher).beginSend(letter)).rejects.toThrow('No recipient accepts mail.');
    catcher.admin.refuse({ recipient: '^anna@', code: 451, times: 1 });
    await expect(client(catcher).beginSend(letter)).rejects.toMatchObject({ statusCode: 429 });
    expect(catcher.admin.mailbox.list()).toEqual([]);
  });

  it('refuses a wrong key, a missing signature, and messages the service would refuse', async () => {
    const wrong = client(catcher, Buffer.from('wrong').toString('base64'));
    await expect(wrong.beginSend(letter)).rejects.toMatchObject({ statusCode: 401 });
    const bare = await fetch(`${catcher.url}/emails:send?api-version=2023-03-31`, {
      method: 'POST',
      body: '{}',
    });
    expect(bare.status).toBe(401);
    const many = Array.from({ length: 51 }, (_, index) => ({ address: `u${index}@alpha.example` }));
    for (const to of [[], many])
      await expect(client(catcher).beginSend({ ...letter, recipients: { to } })).rejects.toMatchObject({
        statusCode: 400,
      });
  });

  it('disturbs HTTP requests on demand and says what it lacks', async () => {
    catcher.admin.injectFault({ match: 'POST /emails:send', status: 503 });
    await expect(client(catcher).beginSend(letter)).rejects.toMatchObject({ statusCode: 503 });
    expect((await fetch(`${catcher.url}/sms`, { method: 'POST' })).status).toBe(501);
  });

  it('keeps its mails over a restart', async () => {
    const stateFile = join(folder, 'mail.sqlite');
    const first = await start({ stateFile });
    await (await client(first).beginSend(letter)).pollUntilDone();
    await first.close();
    const second = await start({ stateFile });
    expect(second.admin.mailbox.list().map(({ subject }) => subject)).toEqual(['Grüße']);
    await second.close();
  });
});
