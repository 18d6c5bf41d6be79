import type { UserSignIn } from '../../sources/user-sign-in.ts';

/** What a user lets us do for him. */
export const contactScopes: readonly string[] = ['https://graph.microsoft.com/Contacts.Read'];

export interface SignInUrlOptions {
  /** `Config.entra.consentUrl`: where browsers are sent. */
  readonly consentUrl: string;
  readonly clientId: string;
  readonly redirectUri: string;
}

/**
 * [S4] Entra's page on which a user signs in and lets the application read his contacts. Of this tenant only; with the
 * account chosen by hand, because the browser may be signed in as somebody else, and nobody shall come along unasked.
 */
export const makeSignInPage =
  ({ consentUrl, clientId, redirectUri }: SignInUrlOptions): UserSignIn['pageFor'] =>
  ({ tenantId, state, nonce, challenge }) => {
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      response_mode: 'query',
      redirect_uri: redirectUri,
      scope: ['openid', 'profile', 'offline_access', ...contactScopes].join(' '),
      state,
      nonce,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      prompt: 'select_account',
    });
    return `${consentUrl}/${tenantId}/oauth2/v2.0/authorize?${query.toString()}`;
  };
