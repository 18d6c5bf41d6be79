import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tenantId } from '../../shared/kernel/ids.ts';
import { ok } from '../../shared/kernel/result.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import { testAccounts, testTables } from '../support/tables.ts';
import { allRows } from './support/all-rows.ts';
import { adminOid, day, hour, makeDepartureWorld, wordsOf } from './support/world.ts';

/** Both accounts of the tables, all of them: also what an adapter would not look at. */
const everything = async () =>
  allRows(Object.values(await testAccounts()).flatMap((account) => Object.values(account)));

const stays = ['erased|', 'region|'];

describe('after the erasure', () => {
  it('[T5][T6] no row of a company is left, no other company’s row is changed, and a certificate says so', async () => {
    const world = await makeDepartureWorld(await testTables());
    const { ids, pass, leave, ask, must, imports, app } = world;
    expect((await leave(ids.leaver)).status).toBe(200);
    await pass(30 * day - hour, 30 * day);
    const before = await everything();
    const own = before.filter(({ key }) => key.includes(ids.leaver));
    expect(own.length).toBeGreaterThan(20);

    await pass(4 * hour);
    const after = await everything();
    const left = after.filter(({ key, text }) => `${key} ${text}`.includes(ids.leaver));
    // Grants in partners' imports name it as an id; their next run takes the copies out.
    const named = (key: string) => stays.some((prefix) => key.startsWith(prefix));
    expect(left.filter(({ key }) => key.includes(ids.leaver) && !named(key))).toEqual([]);
    expect(left.filter(({ key }) => !named(key)).map(({ key }) => key)).toEqual([
      `${ids.partner} import|${imports.byPartner.importId}`,
    ]);

    // The partner's list of who imports its share is the one thing of others that changes: this company is off it.
    const others = (rows: typeof before) =>
      rows.filter(
        ({ key }) =>
          !key.startsWith(ids.leaver) && [ids.partner, ids.stranger].some((id) => key.includes(id)),
      );
    const use = `${ids.partner} share-use|${world.shares.partner.shareId}~${ids.leaver}~${imports.ofPartner.importId}`;
    expect(others(before).filter(({ key }) => key !== use)).toEqual(others(after));
    expect(others(before).map(({ key }) => key)).toContain(use);

    const { body } = await must(ids.leaver, 'GET', '/v1/tenant/erasure-certificate');
    expect(body.content).toMatchObject({
      sub: ids.leaver,
      cause: 'requested',
      requestedBy: adminOid,
      domain: `${ids.leaver.slice(0, 8)}.example`,
      destroyedKeys: [{ number: 1, wrappedBy: 'test/1' }],
      rowsLeft: 0,
    });
    expect(body.content.rows).toMatchObject({
      'state/tenant': 1,
      'state/data-key': 1,
      'state/source': 1,
      'state/import': 2,
      'mailboxes/manifest': 2,
      'index/share': 1,
      'index/due': 2,
    });
    const { keys } = (await must(ids.stranger, 'GET', '/v1/erasure-certificate-keys')).body;
    const [head, payload, signature] = body.jws.split('.');
    const signed = Buffer.from(`${head}.${payload}`);
    const key = createPublicKey({ key: keys[0], format: 'jwk' });
    expect(verify(null, signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual(body.content);
    const path = `/v1/operator/tenants/${ids.leaver}/erasure-certificate`;
    expect((await ask(world.operatorTenantId, 'GET', path)).body).toEqual(body);
    expect((await ask(ids.partner, 'GET', '/v1/tenant/erasure-certificate')).status).toBe(404);
    expect((await ask(ids.leaver, 'GET', '/v1/tenant/departure')).status).toBe(404);
    expect(
      app.mails.filter(({ to }) => to === wordsOf(ids.leaver).notices).map(({ subject }) => subject),
    ).toEqual([
      'Switchboard: Abschied bestätigt, Löschung vorgemerkt',
      'Switchboard: Ihre Daten werden gelöscht',
    ]);
  });

  it('[T5] the vault has no password of its sources any more, and still those of others', async () => {
    const { ids, leave, pass, must, app } = await makeDepartureWorld(await testTables());
    const settings = { server: 'dc1.firma.local', domain: 'firma.local', userName: 'svc' };
    for (const id of [ids.leaver, ids.partner]) {
      await must(id, 'POST', '/v1/sources', { kind: 'active-directory', settings, password: 'secret' });
    }
    await app.settle();
    const holders = () =>
      [...app.vault.keys()].filter((name) => name.startsWith('source-')).map((name) => name.slice(7, 43));
    expect(holders()).toEqual([ids.leaver, ids.partner]);
    await leave(ids.leaver);
    await pass(30 * day, 30 * day);
    await pass(3 * hour);
    expect(holders()).toEqual([ids.partner]);
  });

  it('[T5] nobody’s name, number or address is in plain text in any table, before or after', async () => {
    const world = await makeDepartureWorld(await testTables());
    const { ids, leave, pass } = world;
    const words = Object.values(ids).flatMap((id) => Object.values(wordsOf(id)));
    const found = async () => {
      const text = (await everything()).map((row) => row.text).join('\n');
      return words.filter(
        (word) => text.includes(word) || text.includes(Buffer.from(word).toString('base64')),
      );
    };
    expect(await found()).toEqual([]);
    await leave(ids.leaver);
    await pass(30 * day, 30 * day);
    await pass(3 * hour);
    expect(await found()).toEqual([]);
  });

  it('[H3] a partner’s next run finds the share revoked and takes the copies out', async () => {
    const { ids, leave, pass, app, must, imports, clock } = await makeDepartureWorld(await testTables());
    const contacts = () => app.mailboxes.mailbox(imports.byPartner.mailbox).contacts().length;
    expect(contacts()).toBe(3);
    await leave(ids.leaver);
    clock.advance(day);
    await app.timer('due-imports');
    await app.settle();
    expect(contacts()).toBe(0);
    await pass(30 * day, 30 * day);
    await pass(3 * hour);
    clock.advance(day);
    await app.timer('due-imports');
    await app.settle();
    const { body } = await must(ids.partner, 'GET', `/v1/imports/${imports.byPartner.importId}/runs`);
    expect(body.value[0]).toMatchObject({ reason: 'share-revoked' });
  });

  it('[T2] the company may come back: as a new tenant, with a new key, and nothing of its earlier time', async () => {
    const world = await makeDepartureWorld(await testTables());
    const { ids, leave, pass, must, ask, onboard } = world;
    await leave(ids.leaver);
    await pass(30 * day, 30 * day);
    await pass(3 * hour);
    const wrapped = (await must(ids.leaver, 'GET', '/v1/tenant/erasure-certificate')).body.content
      .destroyedKeys[0].sha256;
    expect(await onboard(ids.leaver)).toMatchObject({ kind: 'set-up', first: true });
    expect((await must(ids.leaver, 'GET', '/v1/tenant')).body).toMatchObject({ state: 'active' });
    expect((await must(ids.leaver, 'GET', '/v1/sources')).body.value).toEqual([]);
    expect((await must(ids.leaver, 'GET', '/v1/tenant/departure')).body).toMatchObject({ state: 'staying' });
    // And go again, with a certificate of its own.
    await leave(ids.leaver);
    await pass(31 * day, 31 * day);
    await pass(3 * hour);
    const again = (await ask(ids.leaver, 'GET', '/v1/tenant/erasure-certificate')).body.content;
    expect(again.destroyedKeys).toHaveLength(1);
    expect(again.destroyedKeys[0].sha256).not.toBe(wrapped);
  });
});

describe('a consent that was withdrawn', () => {
  const withdrawn = {
    ok: false,
    error: { type: 'consent-required', missingPermissions: ['User.Read.All'] },
  } as const;

  it('[T6] leads to the erasure after the grace period, and the administrator is told both times', async () => {
    const { ids, granted, app, must, ask, pass, tenant } = await makeDepartureWorld(await testTables());
    granted.set(ids.leaver, withdrawn);
    await app.useCases.lookAtAccess({ ...systemOf(ids.leaver) });
    await app.settle();
    expect(await tenant(ids.leaver)).toMatchObject({
      state: 'consent-lost',
      erasedAfter: expect.any(String),
    });
    expect((await must(ids.leaver, 'GET', '/v1/tenant/departure')).body).toMatchObject({
      state: 'due',
      imports: 2,
    });
    await pass(30 * day, 30 * day);
    await pass(3 * hour);
    const { content } = (await ask(ids.leaver, 'GET', '/v1/tenant/erasure-certificate')).body;
    expect(content).toMatchObject({ cause: 'consent-withdrawn' });
    expect(content).not.toHaveProperty('requestedBy');
    expect(app.mails.filter(({ to }) => to === wordsOf(ids.leaver).notices)).toHaveLength(2);
  });

  it('[T6] that is back a minute before ends it, though nobody had noticed', async () => {
    const { ids, granted, app, pass, tenant, clock } = await makeDepartureWorld(await testTables());
    granted.set(ids.leaver, withdrawn);
    await app.useCases.lookAtAccess(systemOf(ids.leaver));
    clock.advance(30 * day - 60_000);
    granted.set(ids.leaver, ok(['User.Read.All', 'GroupMember.Read.All', 'Contacts.ReadWrite']));
    await pass(2 * hour);
    expect(await tenant(ids.leaver)).toMatchObject({ state: 'active' });
    expect(await tenant(ids.leaver)).not.toHaveProperty('erasedAfter');
    await pass(40 * day, 20 * day);
    expect(await tenant(ids.leaver)).toMatchObject({ state: 'active' });
  });

  it('[T6] is not believed lost while Entra does not answer', async () => {
    const { ids, granted, app, pass, tenant, clock } = await makeDepartureWorld(await testTables());
    granted.set(ids.leaver, withdrawn);
    await app.useCases.lookAtAccess(systemOf(ids.leaver));
    clock.advance(30 * day);
    granted.set(ids.leaver, { ok: false, error: { type: 'unavailable', service: 'microsoft-entra' } });
    await app.timer('due-erasures');
    await app.settle();
    expect(app.bus.sent.at(-1)).toMatchObject({ queue: 'tenant-erasures', retry: 1 });
    expect(await tenant(ids.leaver)).toMatchObject({ state: 'consent-lost' });
    granted.set(ids.leaver, withdrawn);
    await pass(3 * hour);
    expect(await tenant(ids.leaver)).toBeUndefined();
  });

  it('[T3] and a policy that blocks us by then: the erasure waits until Entra says which it is', async () => {
    const { ids, granted, app, pass, tenant, clock } = await makeDepartureWorld(await testTables());
    granted.set(ids.leaver, withdrawn);
    await app.useCases.lookAtAccess(systemOf(ids.leaver));
    clock.advance(30 * day);
    granted.set(ids.leaver, { ok: false, error: { type: 'access-blocked', code: 'AADSTS53003' } });
    await pass(3 * hour);
    expect(await tenant(ids.leaver)).toMatchObject({
      state: 'access-blocked',
      erasedAfter: expect.any(String),
    });
    granted.set(ids.leaver, withdrawn);
    await pass(3 * hour);
    expect(await tenant(ids.leaver)).toBeUndefined();
  });
});

const systemOf = (id: string) => systemContext(tenantId(id), 'test');
