import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { err, ok, type Result } from '../../shared/kernel/result.ts';

export interface SignIn {
  readonly entraUrl: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly user: { readonly id: string; readonly userPrincipalName: string };
}

const tokenSchema = z.object({ access_token: z.string() });

/**
 * Signs a user in by the authorization code flow with PKCE, as a browser would, and answers the access token.
 * Where nobody of the tenant has used the app yet, the user's own consent page is accepted as well.
 */
export async function signIn(request: SignIn): Promise<Result<string, string>> {
  const { clientId, redirectUri, scope, user } = request;
  const base = `${request.entraUrl}/${request.tenantId}/oauth2/v2.0`;
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const parameters = {
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    login_hint: user.userPrincipalName,
  };

  const answerOf = async (url: string, init: RequestInit): Promise<URLSearchParams> => {
    const response = await fetch(url, { redirect: 'manual', ...init });
    const location = response.headers.get('location');
    if (location === null) return new URLSearchParams({ error_description: await response.text() });
    return new URL(location).searchParams;
  };
  const silent = new URLSearchParams({ ...parameters, prompt: 'none' });
  let answer = await answerOf(`${base}/authorize?${silent.toString()}`, {});
  if (answer.get('error') === 'consent_required') {
    const body = new URLSearchParams({ ...parameters, user: user.id, consent: 'accept' });
    answer = await answerOf(`${base}/authorize`, { method: 'POST', body });
  }
  const code = answer.get('code');
  if (code === null) return err(answer.get('error_description') ?? 'the sign-in gave no code');
  if (answer.get('state') !== state) return err('the sign-in answered another request');

  const response = await fetch(`${base}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      scope,
    }),
  });
  const text = await response.text();
  return response.ok ? ok(tokenSchema.parse(JSON.parse(text)).access_token) : err(text);
}
