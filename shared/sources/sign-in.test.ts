import { describe, expect, it } from 'vitest';
import { makeSignInBench, otherId, userId } from '../../tests/support/sign-in-fixtures.ts';
import { sourceOf } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';

const hour = 3_600_000;
const notOpen = { kind: 'not-open' };

describe('[S4] a source of a user’s own contacts', () => {
  it('waits for him, is read once he has signed in, and shows when that was', async () => {
    const bench = await makeSignInBench();
    const { id, ...created } = await bench.create();
    expect(created).toMatchObject({ state: 'new', lastError: { reason: 'sign-in-required' } });
    expect(bench.queued()).toEqual([]);

    expect(await bench.signIn(id)).toEqual({
      kind: 'signed-in',
      company: 'Müller Maschinenbau AG',
      sourceName: created.displayName,
    });
    expect(bench.queued()).toHaveLength(1);
    const signedIn = await bench.of(id);
    expect(signedIn).toMatchObject({ passwordVersion: 1, signedInAt: created.createdAt });
    expect(signedIn).not.toHaveProperty('lastError');
    succeeded(await bench.read(id));
    expect(await bench.keys(id)).toEqual(['a', 'b']);
    expect((await bench.of(id))?.state).toBe('ready');
  });

  it('becomes that of the first who signs in, where nobody is named', async () => {
    const bench = await makeSignInBench();
    const { id } = await bench.create({});
    expect((await bench.signIn(id, otherId)).kind).toBe('signed-in');
    expect((await bench.of(id))?.settings).toEqual({ userId: otherId });
    expect(await bench.signIn(id, userId)).toEqual({ kind: 'another-user' });
  });

  it('becomes that of one of two who sign in at the same time, and keeps nothing of the other', async () => {
    const bench = await makeSignInBench();
    const { id } = await bench.create({});
    const ends = await Promise.all([bench.signIn(id, userId), bench.signIn(id, otherId)]);
    expect(ends.map(({ kind }) => kind)).toEqual(['signed-in', 'another-user']);
    expect([...bench.vault.keys()]).toEqual([bench.secretName(id, 1)]);
    expect(bench.held(id)).toMatchObject({ userId });
    succeeded(await bench.read(id));
    expect(await bench.keys(id)).toEqual(['a', 'b']);
  });

  it('takes nobody else’s sign-in, and keeps nothing of it', async () => {
    const bench = await makeSignInBench();
    const { id } = await bench.create();
    expect(await bench.signIn(id, otherId)).toEqual({ kind: 'another-user' });
    expect([...bench.vault]).toEqual([]);
    expect(await bench.of(id)).toMatchObject({ lastError: { reason: 'sign-in-required' } });
    expect(bench.queued()).toEqual([]);
  });

  it('takes nobody of another company', async () => {
    const bench = await makeSignInBench();
    const { id } = await bench.create({});
    const { begun, answer } = await bench.begin(id);
    const foreign = begun.redirectTo.replace(bench.ctx.tenantId, '11111111-0000-4000-8000-000000000001');
    expect(await bench.finish({ ...answer, ...bench.entra(foreign) })).toEqual({ kind: 'another-user' });
    expect([...bench.vault]).toEqual([]);
  });

  it('has its token in the vault alone: not in rows, messages, states or logs', async () => {
    const bench = await makeSignInBench();
    const { id } = await bench.create();
    const { begun, answer } = await bench.begin(id);
    const underWay = JSON.stringify([...bench.kept]);
    for (const secret of [answer.state, begun.cookie, userId]) expect(underWay).not.toContain(secret);
    await bench.finish(answer);
    succeeded(await bench.read(id));
    const { refreshToken = '' } = bench.held(id);
    expect(bench.isGood(refreshToken)).toBe(true);
    const elsewhere = JSON.stringify([bench.dump(() => true), bench.sent, bench.logged]);
    for (const secret of [refreshToken, answer.state ?? '', answer.code ?? '', begun.cookie, 'access of']) {
      expect(elsewhere).not.toContain(secret);
    }
    expect(JSON.stringify(bench.logged)).not.toContain(userId);
  });
});

describe('[S4] a sign-in counts', () => {
  it('once, within ten minutes, in the browser that began', async () => {
    const bench = await makeSignInBench();
    const { id } = await bench.create();
    const first = await bench.begin(id);
    expect((await bench.finish(first.answer)).kind).toBe('signed-in');
    expect(await bench.finish(first.answer)).toEqual(notOpen);
    for (const part of [{ cookie: undefined }, { cookie: 'x' }, { state: 'forged' }, { state: undefined }]) {
      const { answer } = await bench.begin(id);
      expect(await bench.finish({ ...answer, ...part })).toEqual(notOpen);
    }
    const late = await bench.begin(id);
    bench.advance(10 * 60_000);
    expect(await bench.finish(late.answer)).toEqual(notOpen);
  });

  it('with the code of this very sign-in: one that was caught elsewhere is of no use', async () => {
    const bench = await makeSignInBench();
    const { id } = await bench.create();
    const [mine, caught] = [await bench.begin(id), await bench.begin(id)];
    const outcome = await bench.finish({ ...mine.answer, code: caught.answer.code });
    expect(outcome).toEqual({ kind: 'refused', code: 'AADSTS501481' });
    expect([...bench.vault]).toEqual([]);
  });

  it('while its source is there, of its kind, and its company is not being erased', async () => {
    const bench = await makeSignInBench();
    const { id } = await bench.create();
    const { answer } = await bench.begin(id);
    const erased = await bench.begin(id);
    const ticket = await bench.ticketOf(id);
    bench.erasing.is = true;
    expect(await bench.finish(erased.answer)).toEqual(notOpen);
    expect((await bench.openSignInLink({ ticket, correlationId: 'c' })).ok).toBe(false);
    bench.erasing.is = false;
    succeeded(await bench.remove(bench.ctx, id, () => true));
    expect(await bench.finish(answer)).toEqual(notOpen);
    expect((await bench.start({ ticket, correlationId: 'c' })).ok).toBe(false);
    expect([...bench.vault]).toEqual([]);
  });

  it.each([
    ['access_denied', 'AADSTS65004: User declined', { kind: 'refused', code: 'AADSTS65004' }],
    ['access_denied', undefined, { kind: 'refused', code: 'access_denied' }],
    ['<script>', 'x', { kind: 'refused', code: 'access_denied' }],
    ['consent_required', 'AADSTS90094: …', { kind: 'administrator-needed', code: 'AADSTS90094' }],
    ['consent_required', undefined, { kind: 'administrator-needed', code: 'consent_required' }],
    ['access_denied', 'AADSTS65001: …', { kind: 'administrator-needed', code: 'AADSTS65001' }],
    ['interaction_required', 'AADSTS53003: …', { kind: 'access-blocked', code: 'AADSTS53003' }],
    ['interaction_required', 'AADSTS530003: …', { kind: 'access-blocked', code: 'AADSTS530003' }],
  ] as const)('[S6][T3] not where Entra answers %s (%s)', async (error, errorDescription, outcome) => {
    const bench = await makeSignInBench();
    const { id } = await bench.create();
    const { answer } = await bench.begin(id);
    expect(await bench.finish({ ...answer, code: undefined, error, errorDescription })).toEqual(outcome);
  });

  it('[S6][T3] not where Entra refuses the code itself, or does not answer', async () => {
    const bench = await makeSignInBench();
    const { id } = await bench.create();
    const cases = [
      [
        { type: 'access-blocked', code: 'AADSTS53003' },
        { kind: 'access-blocked', code: 'AADSTS53003' },
      ],
      [
        { type: 'source-refused', reason: 'sign-in-required', code: 'AADSTS65001' },
        { kind: 'administrator-needed', code: 'AADSTS65001' },
      ],
      [{ type: 'unavailable', service: 'entra' }, { kind: 'unconfirmed' }],
      [{ type: 'throttled', retryAfterSeconds: 3 }, { kind: 'unconfirmed' }],
    ] as const;
    for (const [failure, outcome] of cases) {
      const { answer } = await bench.begin(id);
      bench.refuse(userId, failure);
      expect(await bench.finish(answer)).toEqual(outcome);
    }
  });

  it('for sources that a user signs in to; of others there is no link', async () => {
    const bench = await makeSignInBench();
    await bench.haveSource();
    expect(await bench.createLink(bench.ctx, sourceOf().id)).toEqual({
      ok: false,
      error: { type: 'conflict', reason: 'source-without-sign-in' },
    });
    expect(await bench.createLink(bench.ctx, 'nothing')).toMatchObject({ error: { type: 'not-found' } });
    const { id } = await bench.create();
    const ticket = await bench.ticketOf(id);
    bench.advance(7 * 24 * hour);
    expect((await bench.start({ ticket, correlationId: 'c' })).ok).toBe(false);
    expect((await bench.start({ ticket: `${ticket.slice(0, -2)}AA`, correlationId: 'c' })).ok).toBe(false);
  });
});
