import { createServer } from 'node:https';
import { rootCertificates, setDefaultCACertificates } from 'node:tls';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, expect, it } from 'vitest';
import { makeClientCertificate } from '../../../local/emulators/entra/self-signed-certificate.ts';
import { systemClock } from '../../kernel/clock.ts';
import { ok } from '../../kernel/result.ts';
import { makeAcsMailer } from './acs.ts';

const id = '99999999-9999-4999-8999-999999999999';
const certificate = makeClientCertificate('localhost', systemClock.now());
// The client sends a token over TLS only, and trusts what the process trusts.
setDefaultCACertificates([...rootCertificates, certificate.certificate]);

const authorizations: (string | undefined)[] = [];
const app = new Hono();
app.get('/emails/operations/:id', (context) => {
  authorizations.push(context.req.header('authorization'));
  return context.json({ id, status: 'Succeeded' });
});
const server = createAdaptorServer({
  fetch: app.fetch,
  createServer,
  serverOptions: { key: certificate.privateKey, cert: certificate.certificate },
});
afterAll(() => server.close());

it('[N1] Azure Communication Services is reached with an identity instead of a key, as in production', async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const scopes: (string | string[])[] = [];
  const mailer = makeAcsMailer({
    endpoint: `https://localhost:${port}/`,
    credential: {
      getToken: async (asked) => {
        scopes.push(asked);
        return { token: 'the-token', expiresOnTimestamp: systemClock.now() + 3_600_000 };
      },
    },
    senderAddress: 'no-reply@switchboard.example',
    clock: systemClock,
  });
  const mail = { id, to: 'anna@mueller.example', subject: 's', text: 't', html: 'h' };
  expect(await mailer.send(mail)).toEqual(ok({ providerMessageId: id }));
  expect(authorizations).toEqual(['Bearer the-token']);
  expect(scopes.flat()).toEqual(['https://communication.azure.com//.default']);
});
