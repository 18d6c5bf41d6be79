import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, signedIn, until } from '../../local/scene/api.ts';
import { onboard } from '../../local/scene/onboard.ts';
import { runEnded, sharePeople } from '../../local/scene/share-people.ts';
import { makeStateDir, openStack, type RunningStack } from '../support/running-stack.ts';

const stateDir = makeStateDir();
let running: RunningStack;
let importer: Api;

interface Line {
  readonly span?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly traceId?: string;
  readonly message?: string;
  readonly [attribute: string]: unknown;
}

/** What the application has written so far: spans and log lines. */
const written = (): readonly Line[] =>
  readFileSync(join(stateDir.path, 'app.log'), 'utf8')
    .split('\n')
    .flatMap((text) => {
      const json = text.slice(Math.max(0, text.indexOf('{')));
      try {
        return [JSON.parse(json) as Line];
      } catch {
        return [];
      }
    });

beforeAll(async () => {
  running = await openStack(stateDir.path, { SWITCHBOARD_TRACE_CONSOLE: 'true' });
  importer = await signedIn(running.endpoints, 'nordwind', 'Admin');
}, 60_000);

afterAll(async () => {
  await running?.close();
  stateDir.remove();
});

it('one trace goes from the caller through the API, the queues and the run to Graph and the end', async () => {
  const provider = await signedIn(running.endpoints, 'mueller', 'Admin');
  await onboard(provider);
  await onboard(importer);
  const scene = await sharePeople(provider, 'Traced');
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const user = importer.tenant.users[0]?.id ?? '';
  const { body: created } = await importer.expect(
    201,
    'POST',
    '/v1/imports',
    { shareId: scene.capability, targets: { users: [user] } },
    { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  );
  await runEnded(importer, created.id, created.activeRun);

  const ofTrace = () => written().filter((line) => line.traceId === traceId);
  await until(
    async () => ofTrace(),
    (lines) => lines.some(({ message }) => message === 'run ended'),
    20,
  );
  const spans = ofTrace().filter(({ span }) => span !== undefined);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const wayTo = (name: string): readonly string[] => {
    const way: string[] = [];
    for (let at = spans.find(({ span }) => span === name); at !== undefined; at = byId.get(at.parentSpanId)) {
      way.unshift(at.span ?? '');
      if (at.parentSpanId === 'b7ad6b7169203331') way.unshift('caller');
    }
    return way;
  };
  const toBlock = [
    'caller',
    'POST /v1/imports',
    'commit',
    'process import-runs',
    'commit',
    'process mailbox-blocks',
  ];
  expect(wayTo('POST /$batch')).toEqual([...toBlock, 'POST /$batch']);
  expect(spans.filter(({ span }) => span === 'send mailbox-blocks').length).toBeGreaterThan(0);
  expect(spans.find(({ span }) => span === 'process mailbox-blocks')).toMatchObject({
    'switchboard.run.id': created.activeRun,
    'switchboard.import.id': created.id,
  });
  expect(ofTrace().find(({ message }) => message === 'run ended')).toMatchObject({
    runId: created.activeRun,
  });

  // Nothing of the people that were read and written, in any span.
  const all = JSON.stringify(written().filter(({ span }) => span !== undefined));
  for (const { id, userPrincipalName } of [...provider.tenant.users, ...importer.tenant.users]) {
    expect(all).not.toContain(userPrincipalName);
    expect(all).not.toContain(id);
  }
}, 60_000);
