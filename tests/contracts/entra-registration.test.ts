import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Ask } from '../../infra/entra/azure-cli.ts';
import { register, renewCertificate } from '../../infra/entra/register.ts';
import { desiredRegistration, type Grantable, graphAppId } from '../../infra/entra/registration.ts';
import { allPermissions } from '../../shared/adapters/graph/permissions.ts';
import { roles, userScope } from '../../shared/http/principal.ts';
import { allRoutes } from '../support/all-routes.ts';

const offered = (value: string, n: number) => ({ id: `${n}b000000-0000-4000-8000-000000000000`, value });
const graph: Grantable = {
  appRoles: ['Mail.Send', 'Directory.ReadWrite.All', ...allPermissions].map(offered),
  oauth2PermissionScopes: ['Mail.Read', 'Contacts.Read'].map((value, n) => offered(value, n + 20)),
};
const url = 'https://api.switchboard.example';
const desired = desiredRegistration({ environment: 'test', publicUrls: [url], graph, appId: 'x' });

describe('the registration', () => {
  it('asks for the permissions that the code uses, and for no other', () => {
    const [access] = desired.requiredResourceAccess;
    const names = access?.resourceAccess.map(
      ({ id, type }) =>
        (type === 'Role' ? graph.appRoles : graph.oauth2PermissionScopes).find((each) => each.id === id)
          ?.value,
    );
    expect(access?.resourceAppId).toBe(graphAppId);
    expect(names?.toSorted()).toEqual([...allPermissions, 'Contacts.Read'].toSorted());
    expect(desired.requiredResourceAccess).toHaveLength(1);
  });

  it('has the roles and the scope that routes ask for; applications cannot be operators', () => {
    expect(desired.appRoles.map(({ value }) => value)).toEqual(roles);
    expect(desired.api.oauth2PermissionScopes.map(({ value }) => value)).toEqual([userScope]);
    expect(desired.appRoles.find(({ value }) => value === 'Operator')?.allowedMemberTypes).toEqual(['User']);
    const ids = [...desired.appRoles, ...desired.api.oauth2PermissionScopes].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('sends browsers back to every route that waits for them', () => {
    const callbacks = allRoutes()
      .map(({ path }) => path)
      .filter((path) => path.endsWith('/callback'));
    expect(callbacks.length).toBeGreaterThan(0);
    expect(desired.web.redirectUris.toSorted()).toEqual(callbacks.map((path) => url + path).toSorted());
  });

  it('is refused where Microsoft Graph does not offer a permission', () => {
    const less = { ...graph, appRoles: graph.appRoles.slice(0, 3) };
    expect(() =>
      desiredRegistration({ environment: 'test', publicUrls: [url], graph: less, appId: undefined }),
    ).toThrow('Microsoft Graph offers no');
  });
});

/**
 * As much of /applications and /servicePrincipals as the script uses, in memory: it merges what is patched. The script was
 * not run against a real Entra.
 */
const makeMemoryEntra = () => {
  const state: { application?: Record<string, unknown>; principal?: unknown; certificate?: unknown } = {};
  const asked: string[] = [];
  const ask: Ask = async (method, path, body, headers) => {
    if (method !== 'GET') asked.push(`${method} ${path}`);
    if (path.startsWith(`/servicePrincipals(appId='${graphAppId}')`)) return graph;
    if (path.startsWith('/servicePrincipals(')) return state.principal;
    if (path === '/servicePrincipals') {
      state.principal = body;
      return body;
    }
    if (method === 'GET') return state.application;
    if (state.application === undefined && headers?.['prefer'] !== 'create-if-missing') return undefined;
    const former = state.application ?? { appId: 'made-by-entra', keyCredentials: [], identifierUris: [] };
    state.application = { ...former, ...(body as object), createdDateTime: 'x' };
    return state.application;
  };
  const said: string[] = [];
  const deps = (apply = true) => ({
    graph: ask,
    say: (line: string) => said.push(line),
    now: () => Date.UTC(2027, 0, 1),
    sleep: async () => {},
    apply,
  });
  return { state, asked, said, deps, ask };
};

describe('npm run infra:entra', () => {
  it('makes what is missing, and finds nothing to do the second time', async () => {
    const { state, asked, said, deps } = makeMemoryEntra();
    expect(await register(deps(), 'test', [url])).toBe('made-by-entra');
    expect(state.application).toMatchObject({
      signInAudience: 'AzureADMultipleOrgs',
      identifierUris: ['api://made-by-entra'],
    });
    expect(state.principal).toEqual({ appId: 'made-by-entra' });
    asked.length = 0;
    await register(deps(), 'test', [url]);
    expect(asked).toEqual([]);
    expect(said.at(-1)).toBe('Entra holds what the code needs');
  });

  it('without --apply only tells', async () => {
    const { asked, said, deps } = makeMemoryEntra();
    expect(await register(deps(false), 'test', [url])).toBeUndefined();
    expect(asked).toEqual([]);
    expect(said.join()).toContain('would: PATCH');
  });

  it('takes back what somebody changed by hand, and nothing else', async () => {
    const { state, asked, deps } = makeMemoryEntra();
    await register(deps(), 'test', [url]);
    asked.length = 0;
    const all = graph.appRoles.map(({ id }) => ({ id, type: 'Role' }));
    state.application = {
      ...state.application,
      requiredResourceAccess: [{ resourceAppId: graphAppId, resourceAccess: all }],
      notes: 'theirs',
    };
    await register(deps(), 'test', [url]);
    expect(asked).toHaveLength(1);
    expect(state.application).toMatchObject({
      requiredResourceAccess: desired.requiredResourceAccess,
      notes: 'theirs',
    });
  });

  it('turns a role off that the code no longer knows, and keeps it', async () => {
    const { state, asked, deps } = makeMemoryEntra();
    await register(deps(), 'test', [url]);
    const former = { ...desired.appRoles[0], id: 'former', value: 'Former' };
    state.application = { ...state.application, appRoles: [...desired.appRoles, former] };
    asked.length = 0;
    await register(deps(), 'test', [url]);
    await register(deps(), 'test', [url]);
    expect(asked).toHaveLength(1);
    expect(state.application['appRoles']).toContainEqual({ ...former, isEnabled: false });
  });
});

describe('the certificate', () => {
  const exp = (days: number) => Date.UTC(2027, 0, 1) / 1000 + days * 86_400;
  const makeVault = (days: number | undefined) => {
    let made = 0;
    const current = () => ({
      cer: Buffer.from(`certificate ${made}`).toString('base64'),
      attributes: { exp: exp(made > 0 ? 365 : (days ?? 0)) },
    });
    const ask: Ask = async (method, path) => {
      if (method === 'POST') made += 1;
      else if (path.includes('/pending')) return { status: made > 0 ? 'completed' : 'inProgress' };
      else return days === undefined && made === 0 ? undefined : current();
      return undefined;
    };
    return { ask, made: () => made };
  };
  const old = (days: number) => ({
    customKeyIdentifier: 'AAAA',
    endDateTime: new Date(exp(days) * 1000).toISOString(),
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
  });

  it.each([
    ['there is none', undefined, 1],
    ['it ends within a month', 29, 1],
    ['it is good for longer', 31, 0],
  ])('is made where %s', async (_when, days, times) => {
    const { deps } = makeMemoryEntra();
    const vault = makeVault(days);
    await register(deps(), 'test', [url]);
    await renewCertificate(deps(), vault.ask, 'test', 'entra-app-certificate');
    expect(vault.made()).toBe(times);
  });

  it('stands beside the former one until that has expired, and is entered once', async () => {
    const { state, asked, deps } = makeMemoryEntra();
    const vault = makeVault(200);
    await register(deps(), 'test', [url]);
    state.application = { ...state.application, keyCredentials: [old(10), old(-1)] };
    await renewCertificate(deps(), vault.ask, 'test', 'x');
    const [kept, added, ...more] = state.application['keyCredentials'] as Record<string, unknown>[];
    expect([kept, more]).toEqual([old(10), []]);
    expect(added).toMatchObject({ key: Buffer.from('certificate 0').toString('base64') });
    // Graph names it by its thumbprint.
    const customKeyIdentifier = createHash('sha1').update('certificate 0').digest('hex').toUpperCase();
    const entered = { ...added, customKeyIdentifier, endDateTime: old(200).endDateTime };
    state.application = { ...state.application, keyCredentials: [kept, entered] };
    asked.length = 0;
    await renewCertificate(deps(), vault.ask, 'test', 'x');
    expect(asked).toEqual([]);
  });
});
