import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, signedIn, until } from '../../local/scene/api.ts';
import { act, duplicatesIn, openMailbox, tagsOf } from '../../local/scene/mailboxes.ts';
import { onboard } from '../../local/scene/onboard.ts';
import { runEnded, sharePeople } from '../../local/scene/share-people.ts';
import { makeStateDir, openStack, type RunningStack } from '../support/running-stack.ts';

const stateDir = makeStateDir();
let running: RunningStack;
let provider: Api;
let importer: Api;

const entra = (method: string, path: string, body?: unknown) =>
  fetch(`${running.endpoints['entra']}/_emulator${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

beforeAll(async () => {
  running = await openStack(stateDir.path);
  provider = await signedIn(running.endpoints, 'mueller', 'Admin');
  importer = await signedIn(running.endpoints, 'nordwind', 'Admin');
}, 60_000);

afterAll(async () => {
  await running?.close();
  stateDir.remove();
});

describe('consent', () => {
  it('[T2] without it the API names what is missing and gives a link to forward', async () => {
    const refused = await provider.expect(403, 'POST', '/v1/sources', { kind: 'entra-id' });
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.body).toMatchObject({
      type: '/problems/consent-required',
      missingPermissions: expect.arrayContaining(['User.Read.All']),
      consentUrl: expect.stringContaining('/onboarding/consent?ticket='),
    });
  });

  it('[T2] counts once: the way back from Entra is good for one browser and one time', async () => {
    const link = await provider.expect(201, 'POST', '/v1/tenant/consent-links', {});
    const start = await fetch(link.body.consentUrl, { redirect: 'manual' });
    const cookie = (start.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    const admin = provider.tenant.users.find(({ appRoles }) => appRoles.includes('Admin'));
    const accepted = await fetch(start.headers.get('location') ?? '', {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ user: admin?.id ?? '', decision: 'accept' }),
    });
    const callback = accepted.headers.get('location') ?? '';
    const other = callback.replace(provider.tenant.tenantId, importer.tenant.tenantId);
    const statuses = [];
    for (const [url, headers] of [
      [callback, { cookie }],
      [callback, { cookie }],
    ] as const) {
      statuses.push((await fetch(url, { headers, redirect: 'manual' })).status);
    }
    expect(statuses).toEqual([200, 400]);
    expect((await fetch(other, { headers: { cookie }, redirect: 'manual' })).status).toBe(400);
    expect((await provider.expect(200, 'GET', '/v1/tenant')).body).toMatchObject({
      state: 'active',
      missingPermissions: [],
    });
  });

  it('[T3] a refusal by the company’s device policy is told as that', async () => {
    const source = await provider.expect(201, 'POST', '/v1/sources', { kind: 'entra-id' });
    // Read to its end first: it would fetch a new token in between.
    await until(
      async () => (await provider.expect(200, 'GET', `/v1/sources/${source.body.id}`)).body.state,
      (state) => state === 'ready',
    );
    // Tokens end; the administrator signs in again before the policy comes.
    await running.stack.advanceClock(2 * 3600_000);
    await provider.expect(200, 'GET', '/v1/tenant');
    await entra('PUT', `/policies/${provider.tenant.tenantId}`, { code: 53003 });
    const test = await provider.call('POST', `/v1/sources/${source.body.id}/test`);
    await entra('DELETE', `/policies/${provider.tenant.tenantId}`);
    expect(JSON.stringify(test.body)).toMatch(/access-blocked/);
    expect(JSON.stringify(test.body)).toMatch(/ask your IT/);
  });
});

describe('a share', () => {
  it('[H3] that is revoked is gone from every mailbox after the next run', async () => {
    await onboard(provider);
    await onboard(importer);
    const scene = await sharePeople(provider, 'Soon over');
    const users = importer.tenant.users.slice(0, 6).map(({ id }) => id);
    const created = await importer.expect(201, 'POST', '/v1/imports', {
      shareId: scene.capability,
      targets: { users },
    });
    await runEnded(importer, created.body.id, created.body.activeRun);
    const uses = await provider.expect(200, 'GET', `/v1/shares/${scene.shareId}/imports`);
    expect(uses.body.value).toMatchObject([{ importerName: importer.tenant.displayName }]);

    await provider.expect(200, 'POST', `/v1/shares/${scene.shareId}/revoke`);
    const again = await importer.expect(422, 'POST', '/v1/imports', {
      shareId: scene.capability,
      targets: { users },
    });
    expect(again.body).toMatchObject({ type: '/problems/share-unusable' });
    const started = await importer.expect(202, 'POST', `/v1/imports/${created.body.id}/runs`);
    const run = await runEnded(importer, created.body.id, started.body.id);
    expect(run).toMatchObject({ reason: 'share-revoked' });
    for (const user of users) {
      const folders = (await openMailbox(running.endpoints, importer.tenant.tenantId, user)) ?? [];
      expect(
        folders.flatMap(({ contacts }) => contacts).filter((contact) => tagsOf(contact).length > 0),
      ).toEqual([]);
    }
  });

  it('[H3] meant for certain partners is refused to others, in words', async () => {
    const source = (await provider.expect(200, 'GET', '/v1/sources')).body.value[0];
    const share = await provider.expect(201, 'POST', '/v1/shares', {
      displayName: 'Not for Nordwind',
      sources: [{ sourceId: source.id }],
      selection: { everyone: true },
      allowedTenants: ['99999999-9999-4999-8999-999999999999'],
    });
    const users = importer.tenant.users.slice(0, 1).map(({ id }) => id);
    const refused = await importer.expect(422, 'POST', '/v1/imports', {
      shareId: share.body.shareId,
      targets: { users },
    });
    expect(refused.body).toMatchObject({ type: '/problems/share-unusable', reason: 'partner-not-allowed' });
  });
});

describe('a first run under faults of Graph', () => {
  it('[I5] throttled, failing after the effect and losing connections, it ends equal to the share, nothing twice', async () => {
    const scene = await sharePeople(provider, 'Stormy');
    const fault = (effect: unknown, extra: object) =>
      act(running.endpoints, 'POST', '/faults', { match: { path: '/contacts' }, effect, ...extra });
    await fault({ kind: 'throttle', retryAfter: { seconds: 1 } }, { probability: 0.05, count: 10, seed: 1 });
    await fault(
      { kind: 'serverError', status: 503, when: 'after' },
      { probability: 0.05, count: 10, seed: 2 },
    );
    await fault(
      { kind: 'serverError', status: 500, when: 'before' },
      { probability: 0.05, count: 10, seed: 3 },
    );
    await fault({ kind: 'reset', when: 'after' }, { probability: 0.02, count: 2, seed: 4 });
    const users = importer.tenant.users.slice(0, 4).map(({ id }) => id);
    const created = await importer.expect(201, 'POST', '/v1/imports', {
      shareId: scene.capability,
      targets: { users },
      folder: { kind: 'own', displayName: 'Stormy' },
    });
    const run = await runEnded(importer, created.body.id, created.body.activeRun);
    await act(running.endpoints, 'DELETE', '/faults');
    expect(run, running.log()).toMatchObject({
      totals: { created: run.contacts * run.totals.mailboxesDone, failed: 0 },
    });
    expect(run.totals.mailboxesDone).toBeGreaterThan(0);
    expect((await running.stack.counters(false))['graph']?.['throttled']).toBeGreaterThan(0);
    for (const user of users) {
      const folders = (await openMailbox(running.endpoints, importer.tenant.tenantId, user)) ?? [];
      expect(duplicatesIn(folders)).toBe(0);
    }
  }, 90_000);
});
