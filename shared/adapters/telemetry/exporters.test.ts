import type { TokenCredential } from '@azure/identity';
import { expect, it, vi } from 'vitest';
import { makeExporters } from './exporters.ts';

/** Nobody listens there; a token is asked for before the first packet. */
const connectionString =
  'InstrumentationKey=00000000-0000-4000-8000-000000000000;IngestionEndpoint=https://127.0.0.1:9/';

it('telemetry leaves with a token of the identity where there is one to sign with', async () => {
  vi.stubEnv('APPLICATION_INSIGHTS_NO_STATSBEAT', 'true');
  const asked: string[] = [];
  const credential: TokenCredential = {
    getToken: async (scopes) => {
      asked.push(...[scopes].flat());
      return { token: 'x', expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
    },
  };
  const running = await makeExporters({ console: false, connectionString, ratio: 1 }, () => {}, credential);
  await running.telemetry.span('x', {}, async () => {});
  running.flush().catch(() => {});
  await vi.waitFor(() => expect(asked).not.toEqual([]), { timeout: 10_000 });
  for (const scope of asked) expect(scope).toMatch(/^https:\/\/monitor\.azure\.com\/.*\.default$/);
  vi.unstubAllEnvs();
});
