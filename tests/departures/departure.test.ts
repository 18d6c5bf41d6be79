import { describe, expect, it } from 'vitest';
import { erasureEntityId } from '../../shared/departures/erasure.ts';
import { gateMemoryMs } from '../../shared/departures/erasure-gate.ts';
import { ok } from '../../shared/kernel/result.ts';
import { allRows } from './support/all-rows.ts';
import { makeResettableTables } from './support/resettable-tables.ts';
import { adminOid, day, hour, makeDepartureWorld, wordsOf } from './support/world.ts';

const open = async () => {
  const { tables } = makeResettableTables();
  return { ...(await makeDepartureWorld(tables)), tables };
};
const path = '/v1/tenant/departure';

describe('asking to leave', () => {
  it('[T6] says what follows, holds the imports, and is confirmed by mail with the date', async () => {
    const { ids, leave, tenant, app, must, imports } = await open();
    const answer = await leave(ids.leaver);
    expect(answer.body).toMatchObject({
      state: 'leaving',
      requestedBy: adminOid,
      erasedAfter: '2026-12-23T12:00:00.000Z',
      imports: 2,
      hint: expect.stringContaining('DELETE /v1/imports/{importId}'),
    });
    expect(await tenant(ids.leaver)).toMatchObject({ state: 'leaving' });
    const mail = app.mails.find(({ to }) => to === wordsOf(ids.leaver).notices);
    expect(mail?.subject).toBe('Switchboard: Abschied bestätigt, Löschung vorgemerkt');
    expect(mail?.text).toContain('23. Dezember 2026');
    const own = await must(ids.leaver, 'GET', `/v1/imports/${imports.own.importId}`);
    expect(JSON.stringify(own.body)).toContain('leaving');
  });

  it('[T6] needs the company’s own domain and the ETag of what was read', async () => {
    const { ids, ask, must } = await open();
    const { etag, body } = await must(ids.leaver, 'GET', '/v1/tenant');
    const wrong = await ask(
      ids.leaver,
      'POST',
      path,
      { domain: 'other.example' },
      { headers: { 'if-match': etag } },
    );
    expect(wrong.body).toMatchObject({ status: 400, errors: [{ pointer: '/domain', rule: 'own-domain' }] });
    const domain = ` ${String(body.defaultDomain).toUpperCase()} `;
    expect((await ask(ids.leaver, 'POST', path, { domain })).status).toBe(428);
    expect(
      (await ask(ids.leaver, 'POST', path, { domain }, { headers: { 'if-match': '"old"' } })).status,
    ).toBe(412);
    expect((await must(ids.leaver, 'GET', path)).body).toMatchObject({ state: 'staying' });
    expect((await ask(ids.leaver, 'POST', path, { domain }, { headers: { 'if-match': etag } })).status).toBe(
      200,
    );
  });

  it('[H3] closes the shares to partners at once, and an undoing opens them again', async () => {
    const { ids, leave, ask, shares } = await open();
    const importing = () =>
      ask(ids.stranger, 'POST', '/v1/imports', {
        shareId: shares.leaver.capability,
        targets: { users: [adminOid] },
      });
    await leave(ids.leaver);
    expect((await importing()).body).toMatchObject({ type: '/problems/share-unusable', reason: 'revoked' });
    expect((await ask(ids.leaver, 'DELETE', path)).status).toBe(204);
    expect((await importing()).status).toBe(201);
  });

  it('[T6] lets imports be deleted, which empties their mailboxes before the erasure', async () => {
    const { ids, leave, app, must, ask, imports, clock } = await open();
    await leave(ids.leaver);
    const at = `/v1/imports/${imports.own.importId}`;
    const { etag } = await must(ids.leaver, 'GET', at);
    await must(ids.leaver, 'DELETE', at, undefined, { headers: { 'if-match': etag } });
    await app.settle();
    clock.advance(hour);
    await app.settle();
    expect(app.mailboxes.mailbox(imports.own.mailbox).contacts()).toHaveLength(0);
    expect(app.mailboxes.mailbox(imports.ofPartner.mailbox).contacts()).toHaveLength(3);
    expect((await ask(ids.leaver, 'GET', path)).body).toMatchObject({ imports: 1 });
  });
});

describe('undoing it', () => {
  it('[T6] before the date nothing is erased, ever', async () => {
    const { ids, leave, pass, must, ask, tenant } = await open();
    const before = await tenant(ids.leaver);
    await leave(ids.leaver);
    await pass(29 * day, 29 * day);
    expect((await ask(ids.leaver, 'DELETE', path)).status).toBe(204);
    expect(await tenant(ids.leaver)).toEqual(before);
    await pass(60 * day, 10 * day);
    expect(await tenant(ids.leaver)).toEqual(before);
    expect((await must(ids.leaver, 'GET', path)).body).toMatchObject({ state: 'staying' });
    // Whoever stays has nothing to undo.
    expect((await ask(ids.leaver, 'DELETE', path)).status).toBe(204);
  });

  it('[T6] of a company whose consent is lost by now leads to a new grace period', async () => {
    const { ids, leave, pass, ask, granted, tenant } = await open();
    await leave(ids.leaver);
    await pass(20 * day, 20 * day);
    granted.set(ids.leaver, ok(['User.Read.All']));
    await ask(ids.leaver, 'DELETE', path);
    expect(await tenant(ids.leaver)).toMatchObject({
      state: 'consent-lost',
      erasedAfter: '2027-01-12T12:00:00.000Z',
    });
    await pass(11 * day, 11 * day);
    expect(await tenant(ids.leaver)).toMatchObject({ state: 'consent-lost' });
    await pass(20 * day, 20 * day);
    await pass(3 * hour);
    expect(await tenant(ids.leaver)).toBeUndefined();
  });

  it('[T6] a consent that comes and goes meanwhile does not end a departure', async () => {
    const { ids, leave, onboard, granted, tenant, app, contextOf } = await open();
    await leave(ids.leaver);
    granted.set(ids.leaver, ok(['User.Read.All']));
    await app.useCases.lookAtAccess(contextOf(ids.leaver));
    expect(await tenant(ids.leaver)).toMatchObject({ state: 'leaving', permissions: ['User.Read.All'] });
    granted.delete(ids.leaver);
    await onboard(ids.leaver);
    expect(await tenant(ids.leaver)).toMatchObject({ state: 'leaving' });
  });
});

describe('while everything is being erased', () => {
  const erasing = async () => {
    const world = await open();
    await world.leave(world.ids.leaver);
    await world.pass(30 * day, 30 * day);
    return world;
  };

  it('[T6] every route refuses but the state and the certificate, and nothing can be undone', async () => {
    const { ids, ask, clock, app } = await erasing();
    clock.advance(gateMemoryMs);
    for (const phase of ['closing', 'destroyed'] as const) {
      const keyed = { headers: { 'idempotency-key': phase } };
      const refused = { status: 409, reason: 'tenant-erasing' };
      expect((await ask(ids.leaver, 'GET', '/v1/sources')).body).toMatchObject(refused);
      expect((await ask(ids.leaver, 'POST', '/v1/sources', { kind: 'entra-id' }, keyed)).body).toMatchObject(
        refused,
      );
      expect((await ask(ids.leaver, 'DELETE', path)).body).toMatchObject(refused);
      expect((await ask(ids.leaver, 'GET', path)).body).toMatchObject({
        state: 'erasing',
        requestedBy: adminOid,
      });
      expect((await ask(ids.leaver, 'GET', '/v1/tenant/erasure-certificate')).status).toBe(404);
      clock.advance(36 * 60_000);
      await app.settle();
    }
  });

  it('[T6] a date reached twice, double messages and two instances erase once', async () => {
    const world = await erasing();
    const { ids, app, open: another, tables, contextOf, clock } = world;
    const ctx = contextOf(ids.leaver);
    const second = another(tables);
    for (let n = 0; n < 4; n++) {
      clock.advance(40 * 60_000);
      await Promise.all([
        app.useCases.eraseTenant(ctx, {}),
        second.useCases.eraseTenant(ctx, { dueAt: '2026-12-23T12:00:00.000Z' }),
        app.timer('due-erasures'),
        second.timer('due-erasures'),
      ]);
      await app.settle();
    }
    const rows = await allRows(Object.values(tables));
    expect(rows.filter(({ key }) => key.startsWith('erased|'))).toHaveLength(1);
    expect(rows.filter(({ key }) => key.startsWith(ids.leaver) || key.startsWith('erasure-due|'))).toEqual(
      [],
    );
  });

  it('[T5] no instance that still has a key in memory can write with it, and none makes a new one', async () => {
    const { ids, app, contextOf, clock, pass, tables, onboard } = await erasing();
    const ctx = contextOf(ids.leaver);
    const { idempotency, erasures } = app.stores;
    // The gate aside: an instance that knows the key seals a moment before and after its end.
    const record = { id: 'late', fingerprint: 'x', leaseUntil: 1, keepUntil: 1 };
    clock.advance(34 * 60_000);
    await idempotency.begin(ctx, record);
    clock.advance(60_000);
    await app.useCases.eraseTenant(ctx, {});
    await idempotency.begin(ctx, { ...record, id: 'later' });
    expect((await erasures.get(ctx, erasureEntityId))?.value).toMatchObject({ state: 'settling' });
    clock.advance(16 * 60_000);
    await expect(idempotency.begin(ctx, { ...record, id: 'too-late' })).rejects.toThrow('has no data key');
    expect(await onboard(ids.leaver)).toEqual({ kind: 'being-erased' });
    await pass(2 * hour);
    const rows = await allRows(Object.values(tables));
    expect(rows.filter(({ key }) => key.startsWith(ids.leaver))).toEqual([]);
    expect(await onboard(ids.leaver)).toMatchObject({ kind: 'set-up', first: true });
  });

  it('[I2] neither a run under way nor the nightly timer goes on, and nothing of them is left', async () => {
    const { ids, app, clock, pass, tables, contextOf, imports, granted } = await open();
    granted.set(ids.leaver, ok(['User.Read.All']));
    await app.useCases.lookAtAccess(contextOf(ids.leaver));
    clock.advance(30 * day);
    // A run whose messages are still in the queue when the erasure begins.
    granted.delete(ids.leaver);
    await app.useCases.lookAtAccess(contextOf(ids.leaver));
    await app.settle();
    granted.set(ids.leaver, ok(['User.Read.All']));
    const run = await app.ask({
      method: 'POST',
      path: `/v1/imports/${imports.own.importId}/runs`,
      token: `${ids.leaver} Admin`,
      body: {},
    });
    expect(run.status).toBeLessThan(300);
    await app.useCases.lookAtAccess(contextOf(ids.leaver));
    clock.advance(30 * day);
    const asked = () =>
      [imports.own, imports.ofPartner].map(({ mailbox }) => app.mailboxes.requestsOf(mailbox));
    const before = asked();
    await app.timer('due-erasures');
    await app.timer('due-imports');
    await pass(4 * hour);
    await app.timer('due-imports');
    await app.settle();
    expect(asked()).toEqual(before);
    const rows = await allRows(Object.values(tables));
    const left = rows.filter(({ key }) => key.includes(ids.leaver)).map(({ key }) => key.split('|')[0]);
    expect(left.filter((kind) => kind !== 'erased' && kind !== 'region')).toEqual([]);
  });
});
