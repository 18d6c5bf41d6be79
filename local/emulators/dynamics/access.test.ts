import { describe, expect, it } from 'vitest';
import { manualClock } from '../entra/fixture.ts';
import {
  appClaims,
  clientId,
  missing,
  organisation,
  otherOrganisation,
  testDynamics,
  tokenOf,
} from './test-dynamics.ts';

const { host } = organisation;
const anything = 'contacts?$select=lastname&$top=1';

describe('a caller', () => {
  it('needs a token for this very host', async () => {
    const { get } = await testDynamics();
    for (const token of ['expired', tokenOf({ ...appClaims, aud: `https://${otherOrganisation.host}` })]) {
      const answer = await get(anything, '', token);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain(`resource_id=https://${host}/`);
    }
  });

  it('has to be a member with a role', async () => {
    const { get, admin } = await testDynamics();
    const code = async (claims: object) =>
      (await get(anything, '', tokenOf({ ...appClaims, ...claims }))).json.error?.code;
    expect(await code({})).toBeUndefined();
    expect(await code({ azp: 'another' })).toBe('0x80072560');
    expect(await code({ tid: otherOrganisation.tenantId })).toBe('0x80072560');
    admin.setMember(host, clientId, false);
    expect(await code({})).toBe('0x80040220');
    admin.removeMember(host, clientId);
    expect(await code({})).toBe('0x80072560');
  });

  it('with a delegated token counts as the user', async () => {
    const { get, admin } = await testDynamics();
    const delegated = tokenOf({ ...appClaims, scp: 'user_impersonation', oid: 'user-1' });
    expect((await get(anything, '', delegated)).status).toBe(403);
    admin.setMember(host, 'user-1', true);
    expect((await get(anything, '', delegated)).status).toBe(200);
  });

  it('finds no organisation under another name', async () => {
    const { emulator } = await testDynamics();
    const response = await fetch(`${emulator.url}/unknown.crm4.dynamics.com/api/data/v9.2/${anything}`);
    expect(response.status).toBe(404);
  });
});

describe('service protection', () => {
  it('counts each member’s requests in a window that slides', async () => {
    const clock = manualClock();
    const { get, admin, emulator } = await testDynamics({ clock });
    admin.setLimits({ requests: 2 });
    expect((await get(anything)).headers.get('x-ms-ratelimit-burst-remaining-xrm-requests')).toBe('1');
    clock.advance(200_000);
    expect((await get(anything)).status).toBe(200);
    const refused = await get(anything);
    expect(refused).toMatchObject({ status: 429, json: { error: { code: '0x80072322' } } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(95);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(100);
    admin.setMember(host, 'another', true);
    expect((await get(anything, '', tokenOf({ ...appClaims, azp: 'another' }))).status).toBe(200);
    clock.advance(100_000);
    expect((await get(anything)).status).toBe(200);
    expect((await get(anything)).status).toBe(429);
    expect(emulator.counters()['throttled']).toBe(2);
  });

  it('counts the time of execution', async () => {
    const { get, admin } = await testDynamics();
    admin.setExecutionTime(600_000);
    expect((await get(anything)).status).toBe(200);
    expect((await get(anything)).status).toBe(200);
    expect(await get(anything)).toMatchObject({ status: 429, json: { error: { code: '0x80072321' } } });
  });

  it('stands at the documented figures at first', async () => {
    const { get } = await testDynamics();
    const { headers } = await get(anything);
    expect(headers.get('x-ms-ratelimit-burst-remaining-xrm-requests')).toBe('5999');
    expect(headers.get('x-ms-ratelimit-time-remaining-xrm-requests')).toBe('1200.00');
  });
});

describe('the admin surface over HTTP', () => {
  it('adds, changes and deletes contacts and members, disturbs, and counts', async () => {
    const { emulator, admin, get } = await testDynamics();
    const call = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(`${emulator.url}/_emulator${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, json: text === '' ? undefined : (JSON.parse(text) as unknown) };
    };
    const at = `/organisations/${host}`;
    const before = admin.countContacts(host);
    const added = await call('POST', `${at}/contacts`, { columns: { lastname: 'Neu' } });
    expect(added).toMatchObject({ status: 201, json: { id: expect.any(String) } });
    const { id } = added.json as { id: string };
    expect(await call('GET', '/organisations')).toMatchObject({
      json: [{ host, tenantId: organisation.tenantId, contacts: before + 1 }, {}],
    });
    expect((await call('PATCH', `${at}/contacts/${id}`, { columns: { lastname: 'Neuer' } })).status).toBe(
      204,
    );
    expect((await call('PATCH', `${at}/contacts/${id}`, { columns: { fullname: 'X' } })).status).toBe(400);
    expect((await call('DELETE', `${at}/contacts/${id}`)).status).toBe(204);
    expect((await call('DELETE', `${at}/contacts/${id}`)).status).toBe(404);
    const account = organisation.accounts[0]?.id ?? missing();
    expect((await call('PUT', `${at}/accounts/${account}`, { name: 'Neu' })).status).toBe(204);
    expect((await call('PUT', `${at}/members/${clientId}`, { mayRead: false })).status).toBe(204);
    expect((await get(anything)).status).toBe(403);
    await call('PUT', `${at}/members/${clientId}`, { mayRead: true });
    expect((await call('PATCH', '/limits', { requests: 0 })).status).toBe(204);
    expect((await get(anything)).status).toBe(429);
    await call('PATCH', '/limits', { requests: 100 });
    expect((await call('POST', '/faults', { status: 503 })).status).toBe(204);
    expect((await get(anything)).status).toBe(503);
    expect((await get(anything)).status).toBe(200);
    expect(await call('GET', '/counters')).toMatchObject({ json: { counters: { httpCalls: 4, pages: 1 } } });
    expect((await call('DELETE', '/counters')).status).toBe(204);
    expect(emulator.counters()).toEqual({});
  });

  it('takes nothing that a web page could post without asking first', async () => {
    const { emulator } = await testDynamics();
    const response = await fetch(`${emulator.url}/_emulator/faults`, {
      method: 'POST',
      body: JSON.stringify({ status: 500 }),
    });
    expect(response.status).toBe(400);
  });
});
