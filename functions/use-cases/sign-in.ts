import type { Config } from '../../shared/config/config.ts';
import { makeSignedTickets } from '../../shared/encryption/signed-ticket.ts';
import { makeVaultKey, vaultKeys } from '../../shared/encryption/vault-key.ts';
import { makeFinishSignIn } from '../../shared/sources/finish-sign-in.ts';
import {
  makeCreateSignInLink,
  makeOpenSignInLink,
  signInTicketSchema,
} from '../../shared/sources/sign-in-link.ts';
import { makeProveSignIn } from '../../shared/sources/sign-in-proof.ts';
import { makeSourcePasswords } from '../../shared/sources/source-passwords.ts';
import { makeStartSignIn } from '../../shared/sources/start-sign-in.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';
import type { ErasureQuestions } from './departures.ts';

/** [S4] The sign-in of a user whose own contacts are a source: its link, its beginning and its end. */
export const makeSignInWork = (
  config: Config,
  ports: Ports,
  stores: Stores,
  isBeingErased: ErasureQuestions['isBeingErasedNow'],
) => {
  const { clock, random, log, secrets, userSignIn } = ports;
  const { sources, tenants, commit, signInStates: states } = stores;
  const key = makeVaultKey({ secrets, random }, vaultKeys.signIn);
  const prove = makeProveSignIn({ key });
  const tickets = makeSignedTickets({ purpose: 'sign-in-ticket/1', payload: signInTicketSchema, key, clock });
  const known = { sources, tenants, isBeingErased };
  const openSignInLink = makeOpenSignInLink({ ...known, tickets });
  return {
    createSignInLink: makeCreateSignInLink({ sources, tickets, clock, publicUrl: config.publicUrl }),
    openSignInLink,
    startSignIn: makeStartSignIn({ openSignInLink, states, prove, userSignIn, clock, random }),
    finishSignIn: makeFinishSignIn({
      ...known,
      passwords: makeSourcePasswords(secrets),
      states,
      prove,
      userSignIn,
      commit,
      clock,
      log,
    }),
  };
};
