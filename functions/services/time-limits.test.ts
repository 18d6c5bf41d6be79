import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { makeCredential } from '../../shared/adapters/credential.ts';
import { readConfig } from '../../shared/config/config.ts';
import { silentTelemetry } from '../../shared/kernel/telemetry.ts';
import { makePlacedTables } from './placed-tables.ts';
import { makeVaultServices } from './vault.ts';

const sample = JSON.parse(readFileSync(new URL('../../local.settings.sample.json', import.meta.url), 'utf8'))
  .Values as Record<string, string>;

it('tables and vault that take a connection and say nothing are left after the time that the settings give', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  const config = readConfig(sample);
  const limited = { ...config, limits: { ...config.limits, httpTimeoutMs: 30 } };
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${btoa('k')};TableEndpoint=${url}/a;`;
  const credentialFor = (of: string) => makeCredential(config, of);
  const { tableIn } = makePlacedTables(
    {
      ...limited,
      tables: { [config.homeRegion]: { kind: 'connection-string', connectionString } },
    },
    credentialFor,
    silentTelemetry,
  );
  const { secrets } = makeVaultServices({ ...limited, keyVault: { ...config.keyVault, url } }, credentialFor);
  await expect(tableIn(config.homeRegion, 'state', 0).getEntity('p', 'k')).rejects.toMatchObject({
    code: 'ETIMEDOUT',
  });
  await expect(secrets.get('any')).rejects.toThrow('key-vault is not available');
});
