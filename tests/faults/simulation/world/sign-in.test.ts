import { tenantId } from '../../../../shared/kernel/ids.ts';
import { systemContext } from '../../../../shared/kernel/tenant-context.ts';
import { userSignInContract } from '../../../support/user-sign-in-contract.ts';
import { makeEntra } from './entra.ts';
import { makeSignInPort, makeWorldSignIn } from './sign-in.ts';

const ctx = systemContext(
  tenantId('c0000000-0000-4000-8000-000000000000'),
  '11111111-2222-4333-8444-555555555555',
);
const userId = 'e0000000-0000-4000-8000-000000000001';

userSignInContract('the sign-in of a user in the simulation', async () => {
  let now = Date.UTC(2026, 5, 1);
  const clock = { now: () => now };
  const entra = makeEntra(clock);
  const signIn = makeWorldSignIn(clock, entra);
  const gate = async <T>(_worker: unknown, _about: unknown, perform: () => T | Promise<T>) => perform();
  const worker = { name: 'contract', alive: true, skewMs: 0, frozenUntil: 0 };
  return {
    port: makeSignInPort({ gate, signIn }, worker),
    ctx,
    userId,
    signIn: async (page) => signIn.signIn(page, userId).code,
    advance: (ms) => {
      now += ms;
    },
    revoke: () => signIn.revoke(userId),
    withdraw: () => entra.decide(ctx.tenantId, 'withdrawn'),
    block: () => entra.decide(ctx.tenantId, 'blocked'),
  };
});
