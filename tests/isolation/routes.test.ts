import { beforeAll, describe, expect, it } from 'vitest';
import type { OutgoingResponse } from '../../shared/http/exchange.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { allRoutes } from '../support/all-routes.ts';
import { type Example, examples } from './support/examples.ts';
import { makeWorld, type OpenApp, openApp, secretsOf, type World } from './support/world.ts';

const routes = allRoutes().filter(({ access }) => access !== 'public');
const isAboutOne = (path: string) => /\{(\w+Id|sequence)\}/.test(path);

let open: OpenApp;
beforeAll(async () => {
  open = await openApp();
}, 60_000);

interface Case {
  readonly world: World;
  readonly example: Example;
  readonly method: string;
  readonly path: string;
  /** The same for ids that nobody has, others with each call. */
  readonly unknownPath: () => string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const prepare = async (operationId: string): Promise<Case> => {
  const route = routes.find((each) => each.operationId === operationId);
  const example = examples[operationId];
  if (route === undefined || example === undefined) throw new Error(`no example for ${operationId}`);
  const world = await makeWorld(open);
  const ids = { ...world.ids, tenantId: world.tenants.importer, ...example.at?.(world) };
  const pathOf = (of: Ids) => filled(route.path, of) + (example.query ?? '');
  const token = await world.tokenOf(world.tenants[example.as], ['Admin', 'Operator']);
  const etag =
    example.etagOf === undefined
      ? undefined
      : (await world.expect(200, token, 'GET', example.etagOf(world))).headers['etag'];
  return {
    world,
    example,
    method: route.method,
    path: pathOf(ids),
    unknownPath: () => pathOf(unknownOf(ids)),
    headers: { ...example.headers, ...(etag === undefined ? {} : { 'if-match': etag }) },
    body: example.body?.(world),
  };
};

type Ids = Readonly<Record<string, string>>;
const filled = (path: string, ids: Ids) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? `no-${name}`);

/** Of the same form as those that there are. */
const unknownOf = (ids: Ids): Ids =>
  Object.fromEntries(
    Object.entries(ids).map(([name, id]) => {
      if (/^\d+$/.test(id)) return [name, '999999'];
      if (/^[0-9a-f]{12}-/.test(id)) return [name, `${id.slice(0, 13)}000000000000`];
      return [name, systemRandom.id()];
    }),
  );

const ask = async (of: Case, token: string | undefined, path = of.path) => {
  open.tables.requests.length = 0;
  open.reached.length = 0;
  const { method, headers, body } = of;
  const answer = await open.app.ask({ method, path, token, headers, body });
  return { answer, requests: [...open.tables.requests], reached: [...open.reached] };
};

/** All but what names the request itself: its correlation id, and the path that was asked for. */
const comparable = ({ status, headers, body }: OutgoingResponse, path: string) => {
  const { 'x-correlation-id': correlationId = '', ...others } = headers;
  const limits = Object.keys(others).filter((name) => name.startsWith('ratelimit'));
  const kept = Object.fromEntries(Object.entries(others).filter(([name]) => !limits.includes(name)));
  const text = String(body ?? '')
    .replaceAll(correlationId, 'CORRELATION')
    .replaceAll(path.split('?')[0] ?? '', 'PATH');
  return { status, headers: kept, limits, text };
};

describe('Every route has an example', () => {
  it('and no example is of a route that is gone', () => {
    expect(Object.keys(examples).toSorted()).toEqual(routes.map(({ operationId }) => operationId).toSorted());
  });
});

describe.each(routes.filter(({ operationId }) => operationId in examples))('$operationId', (route) => {
  const { operationId, access } = route;
  const needsRole = typeof access === 'object';

  it('answers its owner, and nobody without a token or the role', async () => {
    const of = await prepare(operationId);
    const { tenants, tokenOf } = of.world;
    const own = tenants[of.example.as];

    const none = await ask(of, undefined);
    expect(none.answer.status).toBe(401);
    expect([none.reached, none.requests]).toEqual([[], []]);
    if (needsRole) {
      const roles = ['Admin', 'PbxAdmin', 'Reader', 'Operator'].filter(
        (role) => !access.roles.some((each) => each === role),
      );
      const without = await ask(of, await tokenOf(own, roles));
      expect(without.answer.status).toBe(403);
      expect([without.reached, without.requests]).toEqual([[], []]);
    }
    const roles = needsRole ? [access.roles[access.roles.length - 1] ?? ''] : [];
    const answered = await ask(of, await tokenOf(own, roles));
    expect([answered.answer.status, String(answered.answer.body ?? '').slice(0, 500)]).toEqual([
      of.example.status,
      expect.anything(),
    ]);
  });

  it('says to a stranger, to the partner of the share and about an unknown id the same, at the same cost', async () => {
    const of = await prepare(operationId);
    if (of.example.as === 'operator') return;
    const { tenants, tokenOf } = of.world;
    const partner = of.example.as === 'provider' ? tenants.importer : tenants.provider;
    for (const other of [tenants.stranger, partner]) {
      const token = await tokenOf(other, ['Admin', 'Reader', 'PbxAdmin', 'Operator']);
      // What an instance remembers of a tenant (its region, that it is not being erased) costs only its first request.
      if (isAboutOne(route.path)) await ask(of, token, of.unknownPath());
      const foreign = await ask(of, token);
      if (!isAboutOne(route.path)) {
        // About the own company as a whole: what it is answered holds nothing of the owner's.
        const { mark } = secretsOf(tenants[of.example.as]);
        const text = String(foreign.answer.body ?? '');
        // What the partner himself has is in his own lists and in his trail.
        const { sourceId, shareId, importId, runId } = of.world.ids;
        const ofOwner = of.example.as === 'provider' ? [sourceId, shareId] : [importId, runId];
        const ids = other === partner ? ofOwner : Object.values(of.world.ids);
        for (const id of [mark, tenants[of.example.as], ...ids]) {
          if (other !== partner || ![mark, tenants.provider].includes(id)) expect(text).not.toContain(id);
        }
        continue;
      }
      const path = of.unknownPath();
      const unknown = await ask(of, token, path);
      expect(comparable(foreign.answer, of.path)).toEqual(comparable(unknown.answer, path));
      expect(foreign.answer.status).toBe(404);
      expect(foreign.requests).toEqual(unknown.requests);
    }
  });
});
