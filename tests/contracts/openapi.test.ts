import { expect, it } from 'vitest';
import { makeRequestLimits } from '../../shared/http/request-limits.ts';
import { makeRequestHandler, type PipelineDeps } from '../../shared/http/route.ts';
import { memoryRecords } from '../../shared/http/testing/bench.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { silentLog } from '../../shared/kernel/log.ts';
import { allRoutes } from '../support/all-routes.ts';
import { lintDescription } from './support/lint-description.ts';

const routes = allRoutes();

const served = async (): Promise<{
  readonly paths: Record<string, Record<string, { operationId: string }>>;
}> => {
  const route = routes.find(({ operationId }) => operationId === 'getOpenApi');
  if (route === undefined) throw new Error('there is no /openapi.json');
  const deps: PipelineDeps = {
    authenticate: () => Promise.reject(new Error('the description is public')),
    idempotency: memoryRecords(),
    limits: makeRequestLimits({ clock: systemClock, factor: 1 }),
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    corsOrigins: [],
    publicUrl: 'http://127.0.0.1:7071',
  };
  const answer = await makeRequestHandler(
    route,
    deps,
  )({
    method: 'GET',
    path: '/openapi.json',
    query: new URLSearchParams(),
    params: {},
    headers: new Headers(),
    bytes: async () => new Uint8Array(),
  });
  return JSON.parse(String(answer.body));
};

it('every route of the application is in the OpenAPI document that it serves', async () => {
  const { paths } = await served();
  const described = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(described.sort()).toEqual(routes.map(({ operationId }) => operationId).sort());
  expect(described.length).toBeGreaterThan(30);
});

/** Fields and parameters of the document that say nothing of themselves, each where it is. */
const unexplained = (node: unknown, path: string): readonly string[] => {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, inner]: [string, unknown]) => {
    const here = `${path}/${name}`;
    const bare = (named: unknown): boolean =>
      typeof named !== 'object' || named === null || !('description' in named);
    const fields =
      name === 'properties' && typeof inner === 'object' && inner !== null ? Object.entries(inner) : [];
    const parameters = name === 'parameters' && Array.isArray(inner) ? inner.entries() : [];
    return [...fields, ...parameters]
      .filter(([, named]) => bare(named))
      .map(([which]) => `${here}/${which}`)
      .concat(name === 'examples' ? [] : unexplained(inner, here));
  });
};

it('every field and every parameter is explained', async () => {
  expect(unexplained(await served(), '')).toEqual([]);
});

it('a public linter finds no error in it', async () => {
  // What leads on to Entra does nothing else: its success is a redirect.
  const redirects = ['~1onboarding~1consent', '~1sign-in~1start'].map(
    (path) => `warn operation-2xx-response #/paths/${path}/get/responses`,
  );
  const found = await lintDescription(await served());
  expect(found.filter((problem) => !redirects.some((each) => problem.startsWith(each)))).toEqual([]);
});

it('denies by default: only these can be called without a token, and only this without a role', () => {
  const open = (access: string) =>
    routes.filter((route) => route.access === access).map(({ operationId }) => operationId);
  expect(open('public').sort()).toEqual([
    'finishConsent',
    'finishSignIn',
    'getDocs',
    'getErasureCertificateKeys',
    'getHealth',
    'getOpenApi',
    'getProblemType',
    'hearApple',
    'hearGoogle',
    'showSignIn',
    'startConsent',
    'startSignIn',
  ]);
  expect(open('authenticated')).toEqual(['createConsentLink']);
});
