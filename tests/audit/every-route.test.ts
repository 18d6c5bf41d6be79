import { beforeAll, describe, expect, it } from 'vitest';
import type { Act } from '../../shared/audit/act.ts';
import type { Route } from '../../shared/http/contract.ts';
import { tenantId } from '../../shared/kernel/ids.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import { examples } from '../isolation/support/examples.ts';
import { makeWorld, type OpenApp, openApp } from '../isolation/support/world.ts';
import { allRoutes } from '../support/all-routes.ts';
import { arrangements } from './support/arrangements.ts';

/** Routes that change nothing that is kept, and why nobody need know of them. */
const changeNothing: Readonly<Record<string, string>> = {
  createConsentLink: 'the link is signed, not kept; the consent that it leads to is an act',
  createSignInLink: 'the link is signed, not kept; the sign-in that it leads to is an act',
  testSource: 'one small question to the directory',
  writeManagedConfiguration: 'a file is written of what was given',
  previewSubscription: 'what a change would cost is told, not made',
};

/** Routes that change what is nobody else's business. */
const ownAffairs: Readonly<Record<string, string>> = {
  handInPurchase: 'what a user has bought for himself is no act of an administrator',
};

/** Routes that do their work in more than one commit, and what the trail then tells of each. */
const inSteps: Readonly<Record<string, number>> = {
  // Revoked first, so that nobody takes a copy meanwhile: after a crash the trail has to say so.
  deleteShare: 2,
};

const changing = allRoutes().filter(
  ({ access, method, operationId }) =>
    access !== 'public' && method !== 'GET' && ownAffairs[operationId] === undefined,
);

let open: OpenApp;
beforeAll(async () => {
  open = await openApp();
}, 60_000);

const oidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).oid;

const mayRead = ({ access }: Route) => typeof access === 'object' && access.roles.includes('Reader');

/** A world of its own, in which the route can do its work; the acts since then. */
const prepare = async (route: Route) => {
  const { operationId } = route;
  const example = examples[operationId];
  const world = await makeWorld(open);
  const arrange = arrangements[operationId];
  const tokens = async (side: 'provider' | 'importer' | 'operator', role: string) =>
    world.tokenOf(world.tenants[side], [role]);
  const firstSide = example?.as ?? 'importer';
  const departs = operationId === 'undoDeparture';
  const arranged = await arrange?.(world, await tokens(departs ? 'provider' : firstSide, 'Admin'), open);
  const side = arranged?.as ?? example?.as;
  if (side === undefined) throw new Error(`no request of ${operationId} is known`);

  const { tenantId: customer = world.tenants.importer } = example?.at?.(world) ?? {};
  const owner = side === 'operator' ? customer : world.tenants[side];
  const token = await tokens(side, side === 'operator' ? 'Operator' : 'Admin');
  const ids: Readonly<Record<string, string>> = { ...world.ids, tenantId: owner, ...example?.at?.(world) };
  const filled = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
  const path = arranged?.path ?? filled + (example?.query ?? '');
  const etagOf = arranged?.etagOf ?? example?.etagOf?.(world);
  const etag = etagOf && (await world.expect(200, token, 'GET', etagOf)).headers['etag'];
  const body = arranged?.body ?? example?.body?.(world);

  const all = async (): Promise<Act[]> => {
    const acts: Act[] = [];
    const ctx = systemContext(tenantId(owner), 'test');
    for await (const { value } of open.app.stores.acts.all(ctx)) acts.push(value);
    return acts;
  };
  const earlier = new Set((await all()).map(({ id }) => id));
  return {
    as: side === 'operator' ? 'operator' : 'user',
    token,
    powerless: await tokens(side, mayRead(route) ? 'PbxAdmin' : 'Reader'),
    send: (headers: Readonly<Record<string, string>> = {}, as = token) =>
      open.app.ask({
        method: route.method,
        path,
        token: as,
        body,
        headers: {
          ...example?.headers,
          ...(etag ? { 'if-match': etag } : {}),
          'x-forwarded-for': '10.0.0.1, 198.51.100.7:4711',
          ...headers,
        },
      }),
    acts: async () => (await all()).filter(({ id }) => !earlier.has(id)),
  };
};

describe('[T7] a route that changes something leaves one act of who did it, or says why none:', () => {
  it.each(changing.map((route) => [route.operationId, route] as const))('%s', async (operationId, route) => {
    const { as, token, powerless, send, acts } = await prepare(route);
    const silent = changeNothing[operationId] !== undefined;

    if (typeof route.access === 'object') expect((await send({}, powerless)).status).toBe(403);
    if (route.precondition !== undefined) {
      expect((await send({ 'if-match': '"of-yesterday"' })).status).toBe(412);
    }
    expect(await acts()).toEqual([]);

    const key: Record<string, string> = route.idempotent ? { 'idempotency-key': 'once' } : {};
    const done = await send(key);
    expect(done.status, String(done.body)).toBeLessThan(300);
    if (route.idempotent) {
      const again = await send(key);
      expect(again.body).toBe(done.body);
      // No answers are kept for a company that was never set up, as the operator's own.
      if (as === 'user') expect(again.headers['idempotency-replayed']).toBe('true');
    }

    const left = await acts();
    expect(left).toHaveLength(silent ? 0 : (inSteps[operationId] ?? 1));
    for (const act of left) {
      expect(act).toMatchObject({
        operation: operationId,
        actor: { kind: as, oid: oidOf(token) },
        from: '198.51.100.7',
      });
      expect(act.changes).not.toEqual([]);
    }
  });
});
