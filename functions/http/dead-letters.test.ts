import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom, tenantId } from '../../shared/kernel/ids.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import { makeWorld, type OpenApp, openApp } from '../../tests/isolation/support/world.ts';

const path = '/v1/operator/dead-letters';
let customer: string;
const ids = {
  correlationId: 'c0ffee-01',
  notificationId: '3b7c1e2a-0000-4000-8000-00000000000a',
};

let open: OpenApp;
let operator: string;
let body: typeof ids & { readonly tenantId: string };
const tokenOf = (tenant: string, ...roles: readonly string[]) =>
  open.keys.sign(open.keys.claimsOf(tenant, '7d1f0000-0000-4000-8000-000000000001', roles));
beforeAll(async () => {
  open = await openApp();
  customer = (await makeWorld(open)).tenants.stranger;
  body = { tenantId: customer, ...ids };
  operator = await tokenOf(open.operatorTenantId, 'Operator');
}, 60_000);
beforeEach(() => {
  // Acts are told apart, and ordered, by their time.
  open.clock.advance(1);
  (open.app.deadLetters.left as unknown[]).length = 0;
});

const ask = async (method: string, to: string, token = operator) => {
  const answer = await open.app.ask({ method, path: to, token });
  const text = String(answer.body ?? '');
  return { status: answer.status, text, json: text === '' ? undefined : JSON.parse(text) };
};
const actsOf = async (tenant: string) => {
  const ctx = systemContext(tenantId(tenant), 'test');
  return (await open.app.stores.acts.list(ctx, { limit: 50 })).items.map(({ value }) => value);
};

describe('who may', () => {
  it.each([
    ['GET', path],
    ['POST', `${path}/notifications/1/replay`],
    ['DELETE', `${path}/notifications/1?reason=obsolete`],
  ])(
    '[T1] %s %s is the operator’s alone: a tenant’s Admin and its own “Operator” get 403',
    async (method, to) => {
      open.app.deadLetters.put({ sequenceNumber: '1', body });
      for (const role of ['Admin', 'Reader', 'PbxAdmin', 'Operator']) {
        expect((await ask(method, to, await tokenOf(customer, role))).status).toBe(403);
      }
      expect((await ask(method, to, await tokenOf(open.operatorTenantId, 'Admin'))).status).toBe(403);
      expect(open.app.deadLetters.left).toHaveLength(1);
    },
  );
});

describe('the list', () => {
  it('goes over all queues in pages, or over one', async () => {
    for (const queue of ['import-runs', 'mailbox-blocks', 'notifications'] as const) {
      open.app.deadLetters.put({ queue, body });
      open.app.deadLetters.put({ queue, body });
    }
    const seen: string[] = [];
    for (let next: string | undefined = `${path}?limit=4`; next !== undefined; ) {
      const page = await ask('GET', next.replace(/^https?:\/\/[^/]+/, ''));
      expect(page.json.value.length).toBeLessThanOrEqual(4);
      seen.push(...page.json.value.map((each: { queue: string }) => each.queue));
      next = page.json.nextLink;
    }
    expect(seen).toEqual([
      'import-runs',
      'import-runs',
      'mailbox-blocks',
      'mailbox-blocks',
      'notifications',
      'notifications',
    ]);
    const one = await ask('GET', `${path}?queue=notifications`);
    expect(one.json.value).toHaveLength(2);
    expect((await ask('GET', `${path}?queue=elsewhere`)).status).toBe(400);
  });

  it('shows ids, what went wrong and when', async () => {
    const { sequenceNumber } = open.app.deadLetters.put({ messageId: 'm-1', body });
    expect((await ask('GET', path)).json.value).toEqual([
      {
        queue: 'notifications',
        sequenceNumber,
        messageId: 'm-1',
        tenantId: customer,
        reason: 'too-many-deliveries',
        description: expect.stringContaining('handling failed'),
        deliveryCount: 10,
        enqueuedAt: '2026-11-20T08:00:00.000Z',
        ids: body,
      },
    ]);
  });

  it.each([
    ['text', 'Anna Berger'],
    ['names', { tenantId: 'Anna', importId: 'Berger', 'Anna Berger': 1, mode: 'Anna Berger' }],
    ['texts in fields of ours', { notificationId: 'anna@mueller.example', layout: 'Berger', number: 'Anna' }],
    ['deep', { tenantId: { name: 'Anna Berger' } }],
  ])('[T7] shows nothing of a body that is not an id: %s', async (_, malformed) => {
    open.app.deadLetters.put({ messageId: 'Anna Berger', body: malformed });
    const { text, json } = await ask('GET', path);
    expect(json.value).toHaveLength(1);
    expect(text).not.toMatch(/anna|berger/i);
  });
});

describe('a replay', () => {
  it('sends the message again under another id, with its correlation, as an act in its tenant’s trail', async () => {
    const { sequenceNumber } = open.app.deadLetters.put({ messageId: 'm-2~retry-12', body });
    expect((await ask('POST', `${path}/notifications/${sequenceNumber}/replay`)).status).toBe(204);
    expect(open.app.deadLetters.left).toEqual([]);
    expect(open.app.bus.sent.filter(({ queue }) => queue === 'notifications').at(-1)).toMatchObject({
      id: `m-2~replay-${sequenceNumber}`,
      correlationId: 'c0ffee-01',
      body,
    });
    expect((await actsOf(customer))[0]).toMatchObject({
      operation: 'replayDeadLetter',
      actor: { kind: 'operator', oid: '7d1f0000-0000-4000-8000-000000000001' },
      correlationId: 'c0ffee-01',
      changes: [{ subject: 'dead-letter', after: { did: 'replayed', queue: 'notifications' } }],
    });
  });

  it('that dies before the dead letter is removed is done again, and the queue drops the second message', async () => {
    const { sequenceNumber } = open.app.deadLetters.put({ messageId: 'm-3', body });
    const held = await open.app.deadLetters.take('notifications', sequenceNumber);
    if (held === undefined || held === 'held') throw new Error('nothing was taken');
    const again = { take: open.app.deadLetters.take };
    open.app.deadLetters.take = async () => ({
      ...held,
      complete: () => Promise.reject(new Error('killed')),
    });
    const to = `${path}/notifications/${sequenceNumber}/replay`;
    expect((await ask('POST', to)).status).toBe(500);
    open.app.deadLetters.take = again.take;
    expect(open.app.deadLetters.left).toHaveLength(1);
    expect((await ask('POST', to)).json).toMatchObject({
      type: expect.stringContaining('conflict'),
      reason: 'dead-letter-held',
    });

    await held.release();
    expect((await ask('POST', to)).status).toBe(204);
    const sent = open.app.bus.sent.filter(({ id }) => id === `m-3~replay-${sequenceNumber}`);
    // After the hour of the queue's duplicate detection it would be delivered twice: handlers bear that
    // (send-notification.test.ts, sync-mailboxes.test.ts, start-run.test.ts: the same message again changes nothing).
    expect(sent).toHaveLength(1);
  });

  it('of what names no tenant or is no message of ours is refused, and it stays', async () => {
    for (const malformed of ['text', { ...body, tenantId: 'x' }, { ...body, deep: {} }]) {
      const { sequenceNumber } = open.app.deadLetters.put({ body: malformed });
      const refused = await ask('POST', `${path}/notifications/${sequenceNumber}/replay`);
      expect(refused).toMatchObject({ status: 409, json: { reason: 'dead-letter-malformed' } });
      expect((await ask('POST', `${path}/notifications/${sequenceNumber}/replay`)).json.reason).toBe(
        'dead-letter-malformed',
      );
    }
    expect(open.app.deadLetters.left).toHaveLength(3);
  });

  it.each(['notifications/4711', 'elsewhere/1', 'notifications/x', 'notifications/99999999999999999999'])(
    'of %s, which there is not, is not found',
    async (name) => expect((await ask('POST', `${path}/${name}/replay`)).status).toBe(404),
  );
});

describe('a discarded dead letter', () => {
  it('is gone, with its reason in its tenant’s trail', async () => {
    const { sequenceNumber } = open.app.deadLetters.put({ body });
    const to = `${path}/notifications/${sequenceNumber}`;
    expect((await ask('DELETE', to)).status).toBe(400);
    expect((await ask('DELETE', `${to}?reason=Anna`)).status).toBe(400);
    expect((await ask('DELETE', `${to}?reason=obsolete`)).status).toBe(204);
    expect(open.app.deadLetters.left).toEqual([]);
    expect((await actsOf(customer))[0]?.changes[0]?.after).toMatchObject({
      did: 'discarded',
      why: 'obsolete',
    });
  });

  it('that names no tenant is an act in the operator’s own trail', async () => {
    const { sequenceNumber } = open.app.deadLetters.put({ body: 'Anna Berger' });
    expect((await ask('DELETE', `${path}/notifications/${sequenceNumber}?reason=malformed`)).status).toBe(
      204,
    );
    const [act] = await actsOf(open.operatorTenantId);
    expect(act?.changes[0]).toMatchObject({
      subjectId: `notifications/${sequenceNumber}`,
      after: { why: 'malformed' },
    });
    expect(JSON.stringify(act)).not.toContain('Anna');
  });

  it('[T6] of a company that is gone leaves no row with it: the act is in the operator’s own trail', async () => {
    const gone = systemRandom.id();
    const discarded = open.app.deadLetters.put({ body: { ...body, tenantId: gone } });
    const replayed = open.app.deadLetters.put({ body: { ...body, tenantId: gone }, messageId: 'm-9' });
    const to = `${path}/notifications/${discarded.sequenceNumber}?reason=tenant-gone`;
    expect((await ask('DELETE', to)).status).toBe(204);
    open.clock.advance(1);
    expect((await ask('POST', `${path}/notifications/${replayed.sequenceNumber}/replay`)).status).toBe(204);
    expect(await actsOf(gone)).toEqual([]);
    expect((await actsOf(open.operatorTenantId)).slice(0, 2)).toMatchObject([
      { changes: [{ after: { did: 'replayed' } }] },
      { changes: [{ after: { did: 'discarded', why: 'tenant-gone' } }] },
    ]);
    expect(open.app.bus.sent.some(({ id }) => id === `m-9~replay-${replayed.sequenceNumber}`)).toBe(true);
  });
});
