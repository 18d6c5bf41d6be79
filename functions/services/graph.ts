import { readAppCredential } from '../../shared/adapters/entra/app-credential.ts';
import { makeTokenClient } from '../../shared/adapters/entra/token-client.ts';
import { makeGraph } from '../../shared/adapters/graph/client.ts';
import { allPermissions } from '../../shared/adapters/graph/permissions.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { Secrets } from '../../shared/kernel/secrets.ts';
import type { Telemetry } from '../../shared/kernel/telemetry.ts';

export interface GraphServiceDeps {
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** Entra's tokens and Microsoft Graph: MSAL and Graph's client are a third of what could be loaded. */
export const makeGraphServices = (config: Config, { secrets, clock, telemetry }: GraphServiceDeps) => {
  const tokens = makeTokenClient({
    ...config.entra,
    scope: 'https://graph.microsoft.com/.default',
    credential: () => readAppCredential(secrets, config.entra.credential),
    permissions: allPermissions,
    timeoutMs: config.limits.httpTimeoutMs,
    clock,
  });
  return { tokens, graph: makeGraph({ ...config.graph, tokens, clock, telemetry }) };
};
