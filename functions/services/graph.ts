import { readAppCredential } from '../../shared/adapters/entra/app-credential.ts';
import { type AppTokens, makeTokenClient } from '../../shared/adapters/entra/token-client.ts';
import { makeUserSignIn } from '../../shared/adapters/entra/user-sign-in.ts';
import { makeGraph } from '../../shared/adapters/graph/client.ts';
import { allPermissions } from '../../shared/adapters/graph/permissions.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { Secrets } from '../../shared/kernel/secrets.ts';
import type { Telemetry } from '../../shared/kernel/telemetry.ts';
import { signInCallback } from './sign-in-callback.ts';

export interface GraphServiceDeps {
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** Entra's tokens and Microsoft Graph: MSAL and Graph's client are a third of what could be loaded. */
export const makeGraphServices = (config: Config, { secrets, clock, telemetry }: GraphServiceDeps) => {
  const credential = () => readAppCredential(secrets, config.entra.credential);
  const tokens = makeTokenClient({
    ...config.entra,
    scope: 'https://graph.microsoft.com/.default',
    credential,
    permissions: allPermissions,
    timeoutMs: config.limits.httpTimeoutMs,
    clock,
  });
  const graphFor = (of: AppTokens) => makeGraph({ ...config.graph, tokens: of, clock, telemetry });
  const userSignIn = makeUserSignIn({
    ...config.entra,
    redirectUri: signInCallback(config),
    credential,
    timeoutMs: config.limits.httpTimeoutMs,
    clock,
  });
  return { tokens, graph: graphFor(tokens), graphFor, userSignIn };
};
