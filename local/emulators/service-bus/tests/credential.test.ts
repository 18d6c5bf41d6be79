import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { ServiceBusClient } from '@azure/service-bus';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../shared/kernel/clock.ts';
import { startServiceBusEmulator } from '../server.ts';
import { mustNext } from './bench.ts';

/** A certificate for 127.0.0.1 that nobody keeps; undefined where openssl is missing. */
function makeIdentity(): { key: string; cert: string } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'service-bus-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
  ];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  try {
    execFileSync('openssl', [...request, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const identity = makeIdentity();

test.skipIf(identity === undefined)(
  'a token credential works over TLS, as managed identity does in the cloud',
  async () => {
    if (identity === undefined) return;
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), identity.cert]);
    const emulator = await startServiceBusEmulator({
      port: 0,
      stateFile: ':memory:',
      clock: systemClock,
      queues: [{ name: 'orders' }],
      tls: identity,
    });
    const credential = {
      getToken: async () => ({ token: 'head.body.sign', expiresOnTimestamp: Date.now() + 3_600_000 }),
    };
    const client = new ServiceBusClient('company.servicebus.windows.net', credential, {
      customEndpointAddress: emulator.url,
      retryOptions: { maxRetries: 0, timeoutInMs: 5_000 },
    });
    onTestFinished(async () => {
      await client.close();
      await emulator.close();
    });
    const sender = client.createSender('orders');
    await sender.sendMessages({ body: 'over TLS' });
    const receiver = client.createReceiver('orders');
    const message = await mustNext(receiver);
    expect(message.body).toBe('over TLS');
    await receiver.completeMessage(message);
  },
);
