import { beforeAll, describe, expect, it } from 'vitest';
import { png } from '../../shared/brand/png.test-data.ts';
import { systemRandom, tenantId } from '../../shared/kernel/ids.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import { makeWorld, type OpenApp, openApp, type World } from '../../tests/isolation/support/world.ts';

let open: OpenApp;
let world: World;
let admin: string;
beforeAll(async () => {
  open = await openApp();
  world = await makeWorld(open);
  admin = await world.tokenOf(world.tenants.provider);
}, 60_000);

const userOf = async (tenantId: string, oid = systemRandom.id()) =>
  open.keys.sign(open.keys.claimsOf(tenantId, oid, []));
const ask = async (
  method: string,
  path: string,
  token: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
) => {
  const answer = await open.app.ask({ method, path, token, body, headers });
  const isJson = answer.headers['content-type']?.includes('json') === true;
  const text = typeof answer.body === 'string' ? answer.body : '';
  return { ...answer, text, json: isJson ? JSON.parse(text) : undefined };
};
const change = async (token: string, path: string, body: unknown) => {
  const { etag = '' } = (await ask('GET', path, token)).headers;
  return ask('PATCH', path, token, body, { 'if-match': etag });
};
const enrol = async (token: string, deviceId: string, language = 'en') =>
  ask(
    'POST',
    '/v1/me/enrolments',
    token,
    { token: world.enrolmentToken, deviceId, platform: 'android' },
    { 'accept-language': language },
  );

describe('[L6] seats over the API', () => {
  it('one after the other is taken until none is left, which is told in figures and in both languages', async () => {
    // Two are taken by the world, of five.
    for (const n of [3, 4, 5]) {
      const done = await enrol(await userOf(world.tenants.provider), `phone of user ${n}`);
      expect(done).toMatchObject({ status: 201, json: { platform: 'android' } });
    }
    const late = await userOf(world.tenants.provider);
    const refused = await enrol(late, 'phone of the last');
    expect(refused).toMatchObject({ status: 402, json: { needed: 6, held: 5, missing: 1 } });
    expect(refused.json.detail).toContain('Seats needed: 6, bought: 5, missing: 1.');
    expect((await enrol(late, 'phone of the last', 'de')).json.detail).toContain(
      'Nötige Plätze: 6, gekauft: 5, es fehlen: 1.',
    );
    expect((await ask('GET', '/v1/me/contacts', late)).json).toMatchObject({ reason: 'no-seat' });

    await ask('DELETE', `/v1/seats/${world.ids.userId.toUpperCase()}`, admin);
    expect((await enrol(late, 'phone of the last')).status).toBe(201);
    open.clock.advance(60_001);
    expect((await ask('GET', '/v1/me/contacts', late)).status).toBe(200);
    const figures = { held: 5, taken: 5, free: 0, missing: 0 };
    expect((await ask('GET', '/v1/seats/figures', admin)).json).toMatchObject(figures);
  });

  it('are listed page by page, and no answer names a device or repeats a token', async () => {
    const seen: string[] = [];
    let path: string | undefined = '/v1/seats?limit=2';
    while (path !== undefined) {
      const page = await ask('GET', path, admin);
      expect(page.json.value.length).toBeLessThanOrEqual(2);
      seen.push(...page.json.value.map(({ userId }: { userId: string }) => userId));
      const next: string | undefined = page.json.nextLink;
      path = next === undefined ? undefined : new URL(next).pathname + new URL(next).search;
    }
    expect(new Set(seen).size).toBe(5);
    const all = await Promise.all(
      ['/v1/seats', '/v1/enrolment-tokens', '/v1/me/enrolments', '/v1/audit-events'].map((to) =>
        ask('GET', to, admin),
      ),
    );
    for (const { text } of all) {
      expect(text).not.toContain(world.enrolmentToken);
      expect(text).not.toContain('phone of');
    }
  });

  it('go with the last device of a user, who may come back', async () => {
    expect((await ask('DELETE', `/v1/me/enrolments/${world.ids.enrolmentId}`, admin)).status).toBe(204);
    const none = { value: [], covered: false };
    expect((await ask('GET', '/v1/me/enrolments', admin)).json).toEqual(none);
    expect((await enrol(admin, 'another phone of the administrator')).status).toBe(201);
    expect((await ask('GET', '/v1/me/enrolments', admin)).json).toMatchObject({ covered: true });
  });

  it('that are fewer than users at a settlement make one mail for the administrator', async () => {
    const path = `/v1/subscriptions/${world.ids.subscriptionId}`;
    await change(admin, '/v1/tenant', { notificationAddress: 'it@provider.example' });
    // In the trial, fewer count at once.
    expect((await change(admin, path, { quantity: 2 })).status).toBe(200);
    const ctx = systemContext(tenantId(world.tenants.provider), 'test');
    for (let times = 0; times < 2; times++) {
      await open.app.useCases.settleBilling(ctx, { dueAt: '2026-01-01T00:00:00.000Z' });
    }
    const told: unknown[] = [];
    for await (const { value } of open.app.stores.notifications.all(ctx)) {
      if (value.kind === 'seats-short') told.push(value.params);
    }
    expect(told).toEqual([{ needed: 5, held: 2, missing: 3 }]);
  });

  it('cannot be taken with the token of another company', async () => {
    const stranger = await enrol(await userOf(world.tenants.importer), 'phone of a stranger');
    expect(stranger).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/token', rule: 'enrolment-token-unknown' }] },
    });
  });

  it.each([
    [{ deviceId: 'short' }, '/deviceId'],
    [{ deviceId: 'x'.repeat(129) }, '/deviceId'],
    [{ platform: 'windows' }, '/platform'],
    [{ token: 'x'.repeat(129) }, '/token'],
  ])('need an enrolment within its bounds: %j', async (wrong, pointer) => {
    const body = { token: world.enrolmentToken, deviceId: 'a device of mine', platform: 'ios', ...wrong };
    const refused = await ask('POST', '/v1/me/enrolments', admin, body);
    expect(refused).toMatchObject({ status: 400, json: { errors: [{ pointer }] } });
  });

  it('have a managed configuration as a file that nothing keeps', async () => {
    const body = { platform: 'apple', token: world.enrolmentToken, userVariable: '$USERPRINCIPALNAME' };
    const file = await ask('POST', '/v1/seats/managed-configurations', admin, body);
    expect(file.headers).toMatchObject({
      'content-type': 'application/x-plist; charset=utf-8',
      'content-disposition': 'attachment; filename="switchboard-managed-app.plist"',
      'cache-control': 'no-store',
    });
    expect(file.text).toContain(`<string>${world.tenants.provider}</string>`);
    expect(file.text).toContain('<string>$USERPRINCIPALNAME</string>');
  });
});

describe('[L7] the brand over the API', () => {
  const colours = {
    primary: '#0B57D0',
    onPrimary: '#ffffff',
    secondary: '#ffffff',
    onSecondary: '#000000',
  };

  it('is seen by users of the contract alone; its logo is sent once', async () => {
    const operator = await world.tokenOf(world.tenants.operator, ['Operator']);
    const at = `/v1/operator/tenants/${world.tenants.provider}`;
    const logo = png().toString('base64');
    const refused = await ask('PUT', `${at}/app-brand`, operator, {
      name: 'Connect',
      colours: { ...colours, onPrimary: '#0b57d1' },
      logo: Buffer.concat([png(), Buffer.from('<script>')]).toString('base64'),
    });
    expect(refused).toMatchObject({
      status: 400,
      json: { errors: [{ rule: 'contrast' }, { pointer: '/logo', rule: 'image-damaged' }] },
    });
    const set = await ask('PUT', `${at}/app-brand`, operator, { name: 'Connect', colours, logo });
    expect(set).toMatchObject({ status: 200, json: { colours: { primary: '#0b57d0' } } });
    const user = await userOf(world.tenants.provider);
    expect((await ask('GET', '/v1/me/brand', user)).status).toBe(404);
    await ask('PUT', `${at}/app-contract`, operator, { users: { who: 'everyone' } });
    open.clock.advance(60_001);
    expect((await ask('GET', '/v1/me/brand', user)).json).toMatchObject({ name: 'Connect' });
    const sent = await ask('GET', '/v1/me/brand/logo', user);
    expect(sent).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } });
    expect(Buffer.from(sent.body as Uint8Array)).toEqual(png());
    const etag = { 'if-none-match': sent.headers['etag'] ?? '' };
    expect((await ask('GET', '/v1/me/brand/logo', user, undefined, etag)).status).toBe(304);
    expect((await ask('GET', '/v1/me/brand', await userOf(world.tenants.importer))).status).toBe(404);
  });
});
