import { describe, expect, it } from 'vitest';
import { makeCrashPoints } from '../../tests/support/crash-points.ts';
import { makeSignInBench, otherId, userId } from '../../tests/support/sign-in-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { leaseMs } from './source-lease.ts';
import { takeSignIn } from './take-sign-in.ts';
import { makeOpenUserSession } from './user-sessions.ts';

const signedIn = async () => {
  const bench = await makeSignInBench();
  const { id } = await bench.create();
  expect((await bench.signIn(id)).kind).toBe('signed-in');
  return { ...bench, id };
};

describe('[S4] the refresh token of a user', () => {
  it('is followed by the one that Entra gives for it, in the same place', async () => {
    const bench = await signedIn();
    const first = bench.held(bench.id);
    succeeded(await bench.read(bench.id));
    const second = bench.held(bench.id);
    expect(second).toMatchObject({ userId });
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(bench.vault.size).toBe(1);
    expect((await bench.of(bench.id))?.passwordVersion).toBe(1);
  });

  it('is not written where it stayed the same', async () => {
    const bench = await signedIn();
    bench.keepOneToken();
    const writes: string[] = [];
    const set = bench.vault.set.bind(bench.vault);
    bench.vault.set = (name, value) => {
      writes.push(name);
      return set(name, value);
    };
    succeeded(await bench.read(bench.id));
    expect(writes).toEqual([]);
  });

  it('gives way to that of a new sign-in', async () => {
    const bench = await signedIn();
    await bench.signIn(bench.id);
    expect([...bench.vault.keys()]).toEqual([bench.secretName(bench.id, 2)]);
    succeeded(await bench.read(bench.id));
  });

  it('goes with its source, and with a change of the user, who then has to sign in himself', async () => {
    const bench = await signedIn();
    succeeded(await bench.read(bench.id));
    const settings = { userId: otherId };
    succeeded(await bench.change(bench.ctx, bench.id, () => true, { settings }));
    expect([...bench.vault]).toEqual([]);
    expect(await bench.of(bench.id)).not.toHaveProperty('signedInAt');
    expect(await bench.read(bench.id)).toMatchObject({ error: { reason: 'sign-in-required' } });
    expect(await bench.signIn(bench.id, userId)).toEqual({ kind: 'another-user' });
    expect((await bench.signIn(bench.id, otherId)).kind).toBe('signed-in');
    succeeded(await bench.read(bench.id));
    expect(await bench.keys(bench.id)).toEqual(['c']);

    succeeded(await bench.remove(bench.ctx, bench.id, () => true));
    await bench.handleRefresh(bench.ctx, { sourceId: bench.id, passwords: 3 });
    expect([...bench.vault]).toEqual([]);
  });

  it('is neither left behind nor in another’s place where it is written while another user is named', async () => {
    const bench = await signedIn();
    const source = await bench.of(bench.id);
    if (source === undefined) throw new Error('no source');
    const toOther = async () => {
      succeeded(await bench.change(bench.ctx, bench.id, () => true, { settings: { userId: otherId } }));
    };
    const redeem = bench.entraPort.redeemRefreshToken;
    const userSignIn = {
      redeemRefreshToken: async (...asked: Parameters<typeof redeem>) => {
        const answer = await redeem(...asked);
        await toOther();
        return answer;
      },
    };
    await makeOpenUserSession({ ...bench, userSignIn })(bench.ctx, source);
    expect([...bench.vault]).toEqual([]);

    succeeded(await bench.change(bench.ctx, bench.id, () => true, { settings: { userId } }));
    const passwords = {
      ...bench.passwords,
      keep: async (...asked: Parameters<typeof bench.passwords.keep>) => {
        await toOther();
        expect((await bench.signIn(bench.id, otherId)).kind).toBe('signed-in');
        await bench.passwords.keep(...asked);
      },
    };
    const late = { userId, refreshToken: 'late' };
    expect(await takeSignIn(bench.ctx, source.id, late, { ...bench, passwords })).toBe('another-user');
    const version = (await bench.of(bench.id))?.passwordVersion ?? 0;
    expect([...bench.vault.keys()]).toEqual([bench.secretName(bench.id, version)]);
    expect(bench.held(bench.id, version)).toMatchObject({ userId: otherId });
    succeeded(await bench.read(bench.id));
  });

  it('stays with a change of anything else', async () => {
    const bench = await signedIn();
    succeeded(await bench.change(bench.ctx, bench.id, () => true, { displayName: 'Other' }));
    succeeded(await bench.change(bench.ctx, bench.id, () => true, { settings: { userId } }));
    expect(await bench.of(bench.id)).toHaveProperty('signedInAt');
    succeeded(await bench.read(bench.id));
  });

  it('of one user is never used for another, whatever lies in the vault', async () => {
    const bench = await signedIn();
    const token = bench.held(bench.id).refreshToken;
    bench.vault.set(bench.secretName(bench.id, 1), JSON.stringify({ userId: otherId, refreshToken: token }));
    expect(await bench.read(bench.id)).toMatchObject({ error: { reason: 'sign-in-required' } });
  });

  it('is not left behind by a refresh that ends after the source was deleted', async () => {
    const bench = await signedIn();
    const redeem = bench.entraPort.redeemRefreshToken;
    const source = await bench.of(bench.id);
    if (source === undefined) throw new Error('no source');
    const userSignIn = {
      redeemRefreshToken: async (...asked: Parameters<typeof redeem>) => {
        const answer = await redeem(...asked);
        succeeded(await bench.remove(bench.ctx, bench.id, () => true));
        await bench.passwords.forgetAll(bench.ctx, source.id, 1);
        return answer;
      },
    };
    await makeOpenUserSession({ ...bench, userSignIn })(bench.ctx, source);
    expect([...bench.vault]).toEqual([]);
  });
});

describe('[S4][S6] a user whose sign-in is good no more', () => {
  it.each(['AADSTS50173', 'AADSTS700082', 'AADSTS50057', 'AADSTS50076'])(
    'is asked to sign in anew (%s): the source says so, and goes on once he has',
    async (code) => {
      const bench = await signedIn();
      succeeded(await bench.read(bench.id));
      bench.refuse(userId, { type: 'source-refused', reason: 'sign-in-required', code });
      expect(await bench.read(bench.id)).toMatchObject({ error: { reason: 'sign-in-required', code } });
      expect(await bench.of(bench.id)).toMatchObject({
        state: 'failed',
        lastError: { reason: 'sign-in-required', code },
      });
      expect(await bench.test(bench.ctx, bench.id)).toMatchObject({ value: { reason: 'sign-in-required' } });
      bench.refuse(userId, undefined);
      expect((await bench.signIn(bench.id)).kind).toBe('signed-in');
      expect(await bench.of(bench.id)).not.toHaveProperty('lastError');
      succeeded(await bench.read(bench.id));
    },
  );

  it('is noticed at the next refresh, at once and not when a token ends', async () => {
    const bench = await signedIn();
    succeeded(await bench.read(bench.id));
    bench.revoke(userId);
    expect(await bench.read(bench.id)).toMatchObject({ error: { code: 'AADSTS50173' } });
  });

  it.each([
    ['has to sign in', { type: 'source-refused', reason: 'sign-in-required' }],
    ['is kept out by a policy', { type: 'access-blocked', code: 'AADSTS53003' }],
  ] as const)('holds up no import: what was read stays, whether he %s or not', async (_, failure) => {
    const bench = await signedIn();
    succeeded(await bench.read(bench.id));
    bench.refuse(userId, failure);
    for (let night = 0; night < 2; night++) {
      bench.advance(24 * 3_600_000);
      expect(await bench.ensureFresh(bench.ctx, bench.id)).toEqual({ ok: true, value: undefined });
      expect(await bench.ensureFresh(bench.ctx, bench.id)).toEqual({ ok: true, value: undefined });
    }
    expect(await bench.keys(bench.id)).toEqual(['a', 'b']);
    expect((await bench.tenant())?.state).toBe('active');
  });

  it('nor does one who never signed in', async () => {
    const bench = await makeSignInBench();
    const { id } = await bench.create();
    expect((await bench.ensureFresh(bench.ctx, id)).ok).toBe(true);
    bench.advance(24 * 3_600_000);
    expect((await bench.ensureFresh(bench.ctx, id)).ok).toBe(true);
  });

  it('while Entra is away is not asked for anything: the source is read again by itself', async () => {
    const bench = await signedIn();
    bench.refuse(userId, { type: 'unavailable', service: 'entra' });
    expect((await bench.ensureFresh(bench.ctx, bench.id)).ok).toBe(false);
    await bench.refresh({ sourceId: bench.id, attempt: 1 });
    expect(await bench.of(bench.id)).toMatchObject({ lastError: { reason: 'unavailable' } });
    expect(bench.queued().at(-1)?.body).toMatchObject({ attempt: 2 });
  });
});

describe('[S4] a process that dies', () => {
  const calls = Array.from({ length: 12 }, (_, n) => n + 1);

  it.each(['before', 'after'] as const)(
    'in the callback, %s any call: the source is as it was or signed in to, and the link works again',
    async (when) => {
      for (const at of calls) {
        const crash = makeCrashPoints();
        const bench = await makeSignInBench({ wrap: crash.wrap });
        const { id } = await bench.create();
        const { answer } = await bench.begin(id);
        crash.arm(at, when);
        await bench.finish(answer).catch(() => undefined);
        const died = crash.died();
        crash.revive();
        expect(await bench.finish(answer), `call ${at}`).toMatchObject(
          at === 1 && when === 'before' ? {} : { kind: 'not-open' },
        );
        expect((await bench.signIn(id)).kind).toBe('signed-in');
        succeeded(await bench.read(id));
        // What a death has left in the vault goes with the source.
        succeeded(await bench.remove(bench.ctx, id, () => true));
        const passwords = (bench.queued().at(-1)?.body as { passwords?: number } | undefined)?.passwords;
        await bench.handleRefresh(bench.ctx, { sourceId: id, passwords });
        expect([...bench.vault], `call ${at}`).toEqual([]);
        if (!died) return;
      }
      throw new Error('the callback makes more calls than are tried');
    },
  );

  it.each(['before', 'after'] as const)(
    'while it takes a new token, %s any call: the next refresh reads with one or the other',
    async (when) => {
      for (const at of [...calls, ...calls.map((n) => n + 12)]) {
        const crash = makeCrashPoints();
        const bench = await makeSignInBench({ wrap: crash.wrap });
        const { id } = await bench.create();
        await bench.signIn(id);
        crash.arm(at, when);
        await bench.read(id).catch(() => undefined);
        const died = crash.died();
        crash.revive();
        bench.advance(leaseMs + 1);
        succeeded(await bench.read(id));
        expect(await bench.keys(id)).toEqual(['a', 'b']);
        expect(bench.vault.size).toBe(1);
        if (!died) return;
      }
      throw new Error('a refresh makes more calls than are tried');
    },
  );
});
