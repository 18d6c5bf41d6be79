import { alpha, startTestEntra, testApp } from '../../local/emulators/entra/fixture.ts';
import { startHostedApp } from '../../local/host/testing/hosted-app.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { print } from './line.ts';

const connections = 16;
const rounds = 5;
const perRound = 3000;

/** Requests a second of an authenticated route against a bare function with the same answer, on the same host. */
const entra = await startTestEntra({ clock: systemClock });
const token = entra.admin.issueToken({ tenantId: alpha.tenantId, user: 'reader@alpha.example' });
const app = await startHostedApp({
  app: '../../../tests/bench/fixtures/two-routes-app.ts',
  hostJson: { extensions: { http: { routePrefix: '' } } },
  env: { BENCH_KEYS_URL: `${entra.url}/common/discovery/v2.0/keys`, BENCH_AUDIENCE: testApp.clientId },
});

const perSecond = async (path: string): Promise<number> => {
  const started = performance.now();
  let left = perRound;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left-- > 0) {
        const response = await fetch(`${app.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
        if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
        await response.arrayBuffer();
      }
    }),
  );
  return (perRound * 1000) / (performance.now() - started);
};

// In turns, so that whatever else the machine does meets both; the best round of each counts.
let bare = 0;
let route = 0;
for (let round = 0; round < rounds; round++) {
  bare = Math.max(bare, await perSecond('/bare/a'));
  route = Math.max(route, await perSecond('/v1/things/a'));
}
print({ name: 'http.requests-per-second.bare', measured: bare, unit: '{request}/s' });
print({ name: 'http.requests-per-second.route', measured: route, unit: '{request}/s', minimum: bare });
await app.kill();
await entra.close();
