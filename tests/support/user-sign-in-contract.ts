import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import type { UserSignIn } from '../../shared/sources/user-sign-in.ts';

/** Entra with one user of one tenant, who agrees to everything. */
export interface SignInSubject {
  readonly port: UserSignIn;
  readonly ctx: TenantContext;
  readonly userId: string;
  /** What the user does on Entra's page; the code that he comes back with. */
  readonly signIn: (page: string) => Promise<string>;
  readonly advance: (ms: number) => void;
  /** An administrator ends the sessions of the user. */
  readonly revoke: () => void;
  /** An administrator takes the consent away. */
  readonly withdraw: () => void;
  /** A policy of the company keeps its users out. */
  readonly block: () => void;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const verifier = 'v'.repeat(43);
const nonce = 'the nonce';
const required = (code: string) => ({
  ok: false,
  error: { type: 'source-refused', reason: 'sign-in-required', code },
});

/** What every `UserSignIn` must do, the real one and the fake. */
export const userSignInContract = (name: string, open: () => Promise<SignInSubject>): void => {
  describe(`[S4] ${name}`, () => {
    let subject: SignInSubject;
    beforeEach(async () => {
      subject = await open();
    });

    const codeOf = () =>
      subject.signIn(
        subject.port.pageFor({
          tenantId: subject.ctx.tenantId,
          state: 's',
          nonce,
          challenge: createHash('sha256').update(verifier).digest('base64url'),
        }),
      );
    const redeem = (code: string, proof: { readonly verifier?: string; readonly nonce?: string } = {}) =>
      subject.port.redeemCode(subject.ctx, { code, verifier, nonce, ...proof });
    const refresh = (token: string) => subject.port.redeemRefreshToken(subject.ctx, token);
    const signedIn = async (): Promise<string> => {
      const answer = await redeem(await codeOf());
      if (!answer.ok || answer.value.refreshToken === undefined) throw new Error('no refresh token');
      return answer.value.refreshToken;
    };

    it('tells who has signed in, with tokens of an hour and what follows them', async () => {
      expect(await redeem(await codeOf())).toMatchObject({
        ok: true,
        value: {
          tenantId: subject.ctx.tenantId,
          userId: subject.userId,
          accessToken: expect.any(String),
          lifetimeSeconds: 3600,
          refreshToken: expect.any(String),
        },
      });
    });

    it('takes a code once', async () => {
      const code = await codeOf();
      expect(await redeem(code)).toMatchObject({ ok: true });
      expect(await redeem(code)).toEqual(required('AADSTS54005'));
    });

    it('takes a code with its own verifier and nonce only, which use it up', async () => {
      const code = await codeOf();
      expect(await redeem(code, { verifier: 'w'.repeat(43) })).toEqual(required('AADSTS501481'));
      expect(await redeem(code)).toEqual(required('AADSTS54005'));
      expect(await redeem(await codeOf(), { nonce: 'another' })).toEqual({
        ok: false,
        error: { type: 'unavailable', service: 'entra' },
      });
    });

    it('takes a code for ten minutes', async () => {
      const code = await codeOf();
      subject.advance(11 * minute);
      expect(await redeem(code)).toEqual(required('AADSTS70008'));
      expect(await redeem('a code of nobody')).toEqual(required('AADSTS70000'));
    });

    it('goes on by refresh tokens, each followed by another and good beside it', async () => {
      const first = await signedIn();
      const next = await refresh(first);
      expect(next).toMatchObject({ ok: true, value: { lifetimeSeconds: 3600 } });
      const second = next.ok ? (next.value.refreshToken ?? '') : '';
      expect(second).not.toBe(first);
      expect(await refresh(first)).toMatchObject({ ok: true });
      expect(await refresh(second)).toMatchObject({ ok: true });
      expect(await refresh('a refresh token of nobody')).toEqual(required('AADSTS70000'));
    });

    it('tells that a refresh token was not used for 90 days', async () => {
      const token = await signedIn();
      subject.advance(91 * day);
      expect(await refresh(token)).toEqual(required('AADSTS700082'));
    });

    it('tells that sessions were revoked: a new sign-in is good, what was before it is not', async () => {
      const former = await signedIn();
      subject.revoke();
      expect(await refresh(former)).toEqual(required('AADSTS50173'));
      expect(await refresh(await signedIn())).toMatchObject({ ok: true });
      expect(await refresh(former)).toEqual(required('AADSTS50173'));
    });

    it('[S6] tells that the consent was taken away', async () => {
      const token = await signedIn();
      subject.withdraw();
      expect(await refresh(token)).toEqual(required('AADSTS65001'));
    });

    it('[T3] tells that a policy keeps the user out', async () => {
      const token = await signedIn();
      subject.block();
      expect(await refresh(token)).toEqual({
        ok: false,
        error: { type: 'access-blocked', code: 'AADSTS53003' },
      });
    });
  });
};
