import { createServer, type Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { makeClientCertificate } from '../../../local/emulators/entra/self-signed-certificate.ts';
import { systemClock } from '../../kernel/clock.ts';
import { err, ok } from '../../kernel/result.ts';
import type { MailMessage } from '../../notifications/mailer.ts';
import { makeSmtpMailer, type SmtpOptions } from './smtp.ts';

const servers: { close(done: () => void): unknown }[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise<void>((resolve) => server.close(resolve))));
});

const portOf = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });

const start = async (options: SMTPServerOptions): Promise<number> => {
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 10,
    onData: (stream, _session, done) => {
      stream.resume().on('end', () => done());
    },
    ...options,
  });
  server.on('error', () => {});
  servers.push(server);
  return portOf(server.server);
};

const refusing = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });
const certificate = makeClientCertificate('localhost', systemClock.now());
const tls = { key: certificate.privateKey, cert: certificate.certificate };

const mail: MailMessage = {
  id: '99999999-9999-4999-8999-999999999999',
  to: 'anna@mueller.example',
  subject: 's',
  text: 't',
  html: '<p>h</p>',
};
const send = (port: number, options: Partial<SmtpOptions> = {}, message = mail) =>
  makeSmtpMailer({
    host: 'localhost',
    port,
    security: 'none',
    senderAddress: 'no-reply@switchboard.example',
    timeoutMs: 2000,
    ...options,
  }).send(message);
const sent = ok({ providerMessageId: `<${mail.id}@switchboard.example>` });

describe('[N1] SMTP keeps mails from strangers', () => {
  it('upgrades to TLS before anything is said', async () => {
    const port = await start(tls);
    const trusted = { security: 'starttls', trustedCertificates: certificate.certificate } as const;
    expect(await send(port, trusted)).toEqual(sent);
  });

  it('speaks TLS from the first byte and logs in', async () => {
    const port = await start({
      ...tls,
      secure: true,
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        password === 'right' ? done(null, { user: username ?? '' }) : done(refusing(535, '5.7.8 no')),
    });
    const trusted = { security: 'tls', trustedCertificates: certificate.certificate } as const;
    expect(await send(port, { ...trusted, credentials: { user: 'sb', password: 'right' } })).toEqual(sent);
    expect(await send(port, { ...trusted, credentials: { user: 'sb', password: 'wrong' } })).toMatchObject(
      err({ permanent: false, code: '5.7.8' }),
    );
  });

  it('sends nothing to a server that offers no TLS', async () => {
    const port = await start({ disabledCommands: ['STARTTLS'] });
    expect(await send(port, { security: 'starttls' })).toMatchObject(err({ permanent: false }));
  });

  it('sends nothing to a server whose certificate it does not trust', async () => {
    const port = await start(tls);
    expect(await send(port, { security: 'starttls' })).toMatchObject(err({ permanent: false }));
  });

  it('does without TLS on this machine only', () => {
    expect(() => send(25, { host: 'mail.example' })).toThrow('for this machine only');
  });
});

describe("[N1] SMTP's refusals", () => {
  it.each([
    ['RCPT', 550, '5.1.1 no such user', true, '5.1.1'],
    ['RCPT', 450, '4.2.1 greylisted', false, '4.2.1'],
    ['RCPT', 452, 'busy', false, 'smtp-452'],
    ['DATA', 554, '5.6.0 not wanted', true, '5.6.0'],
    ['DATA', 451, 'try later', false, 'smtp-451'],
    ['MAIL', 550, '5.7.1 sender not allowed', false, '5.7.1'],
    ['CONNECT', 554, '5.7.1 your address is listed', false, '5.7.1'],
  ])('%s %i %s: for good %s, told as %s', async (at, responseCode, text, permanent, code) => {
    const refusal = (command: string) => (at === command ? refusing(responseCode, text) : null);
    const port = await start({
      disabledCommands: ['STARTTLS'],
      onConnect: (_session, done) => done(refusal('CONNECT')),
      onMailFrom: (_address, _session, done) => done(refusal('MAIL')),
      onRcptTo: (_address, _session, done) => done(refusal('RCPT')),
      onData: (stream, _session, done) => {
        stream.resume().on('end', () => done(refusal('DATA')));
      },
    });
    expect(await send(port)).toEqual(err({ type: 'mail-refused', permanent, code }));
  });

  it('a message over the size that the server names is refused for good', async () => {
    const port = await start({ disabledCommands: ['STARTTLS'], size: 100, rejectOversized: true });
    expect(await send(port)).toMatchObject(err({ permanent: true }));
  });

  it('a server that is not there passes', async () => {
    const server = createServer();
    const port = await portOf(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await send(port)).toMatchObject(err({ permanent: false, code: 'ESOCKET' }));
  });

  it('a server that says nothing is left after the time allowed', async () => {
    const server = createServer(() => {});
    const port = await portOf(server);
    const sockets = new Set<{ destroy(): void }>();
    server.on('connection', (socket) => sockets.add(socket));
    servers.push(server);
    expect(await send(port, { timeoutMs: 50 })).toMatchObject(err({ permanent: false, code: 'ETIMEDOUT' }));
    for (const socket of sockets) socket.destroy();
  });
});
