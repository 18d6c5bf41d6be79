import type { Clock } from '../../../../shared/kernel/clock.ts';
import type { UserSignIn } from '../../../../shared/sources/user-sign-in.ts';
import { type FakeSignIn, makeFakeSignIn } from '../../../support/fake-sign-in.ts';
import type { Entra } from './entra.ts';
import type { Worker } from './gate.ts';
import type { World } from './world.ts';

/** [S4] Users' sign-ins at the world's Entra: codes and refresh tokens outlive the instances that redeem them. */
export const makeWorldSignIn = (clock: Clock, entra: Entra): FakeSignIn =>
  makeFakeSignIn({
    clock,
    accessTokenOf: entra.userToken,
    refusalOf: ({ tenantId }) => entra.refusalOfUsers(tenantId),
  });

/** An instance's way there. Each redemption writes: a code is used up by it, a refresh token gets its follower. */
export const makeSignInPort = (
  { gate, signIn: { port } }: Pick<World, 'gate' | 'signIn'>,
  worker: Worker,
): UserSignIn => ({
  pageFor: port.pageFor,
  redeemCode: (ctx, proof) =>
    gate(worker, { port: 'entra', operation: 'redeem code', writes: true }, () =>
      port.redeemCode(ctx, proof),
    ),
  redeemRefreshToken: (ctx, token) =>
    gate(worker, { port: 'entra', operation: 'redeem refresh token', writes: true }, () =>
      port.redeemRefreshToken(ctx, token),
    ),
});
