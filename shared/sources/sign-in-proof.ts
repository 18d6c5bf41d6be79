import { createHash, createHmac } from 'node:crypto';

/** PKCE's verifier with its challenge, and the nonce that Entra writes into the id token. */
export interface SignInProof {
  readonly verifier: string;
  readonly challenge: string;
  readonly nonce: string;
}

export type ProveSignIn = (state: string, cookie: string) => Promise<SignInProof>;

/**
 * Made of what only this browser has (cookie), what only this sign-in has (state) and a key in the vault: nothing of it is
 * kept or seen in a URL, and a code that was caught on its way is of no use without all three.
 */
export const makeProveSignIn =
  (deps: { readonly key: () => Promise<Uint8Array> }): ProveSignIn =>
  async (state, cookie) => {
    const key = await deps.key();
    const made = (purpose: string) =>
      createHmac('sha256', key).update(`${purpose}\n${state}\n${cookie}`).digest('base64url');
    const verifier = made('sign-in-verifier/1');
    return {
      verifier,
      challenge: createHash('sha256').update(verifier).digest('base64url'),
      nonce: made('sign-in-nonce/1'),
    };
  };
