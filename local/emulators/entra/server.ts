import { Hono } from 'hono';
import { ZodError } from 'zod';
import type { Emulator } from '../emulator.ts';
import { makeCounts } from '../loopback/counts.ts';
import { makeFaults } from '../loopback/faults.ts';
import { listen } from '../loopback/listen.ts';
import { type EntraAdmin, makeAdmin } from './admin.ts';
import { adminConsentRoutes } from './admin-consent-routes.ts';
import type { EntraOptions, ManagedIdentity } from './app.ts';
import { authorizeRoutes } from './authorize-routes.ts';
import { makeClientAuthentication } from './client-authentication.ts';
import { openConsents } from './consents.ts';
import { makeDirectory } from './directory.ts';
import { discoveryRoutes } from './discovery-routes.ts';
import { emulatorRoutes } from './emulator-routes.ts';
import { EntraError, errorDocument } from './errors.ts';
import { openGrants } from './grants.ts';
import { managedIdentityOf, managedIdentityRoutes } from './managed-identity.ts';
import type { EntraServices } from './services.ts';
import { openSettings } from './settings.ts';
import { openSigningKeys } from './signing-keys.ts';
import { openEntraState } from './state.ts';
import { tokenRoutes } from './token-routes.ts';
import { makeTokens } from './tokens.ts';
import { makeTokenVerification, type TokenVerification } from './verify-token.ts';

export interface EntraEmulator extends Emulator, TokenVerification {
  readonly admin: EntraAdmin;
  /** `IDENTITY_HEADER` is `header`; `IDENTITY_ENDPOINT` is `endpoint`. */
  readonly managedIdentity: ManagedIdentity & { readonly endpoint: string };
}

/** Entra ID for the seeded companies and one multi-tenant app; the README lists the endpoints. */
export async function startEntraEmulator(options: EntraOptions): Promise<EntraEmulator> {
  const { app, clock } = options;
  const database = openEntraState(options.stateFile);
  const keys = openSigningKeys(database, clock);
  const settings = openSettings(database);
  const counts = makeCounts();
  const faults = makeFaults((status) => ({
    error: status === 429 ? 'too_many_requests' : 'temporarily_unavailable',
    error_description: `AADSTS90033: A transient error has occurred (${status}). Please try again.`,
    error_codes: [90033],
  }));
  const identity = managedIdentityOf(options);
  let listeningUrl = '';

  const services: EntraServices = {
    app,
    clock,
    counts,
    keys,
    settings,
    directory: makeDirectory(options.companies),
    consents: openConsents(database),
    grants: openGrants(database, clock),
    tokens: makeTokens(app, keys, settings, clock),
    authenticateClient: makeClientAuthentication(app, settings, database, options.assertionClock ?? clock),
    publicUrl: () => options.publicUrl ?? listeningUrl,
  };
  const admin = makeAdmin(services, faults);

  const http = new Hono();
  http.use(async (_context, next) => {
    counts.add('httpCalls');
    await next();
  });
  http.use(faults.middleware);
  http.route('/', emulatorRoutes(services, admin));
  http.route('/', managedIdentityRoutes(services, identity));
  http.route('/', discoveryRoutes(services));
  http.route('/', tokenRoutes(services));
  http.route('/', authorizeRoutes(services));
  http.route('/', adminConsentRoutes(services));
  http.notFound((context) =>
    context.json(
      { error: 'not_implemented', error_description: `No ${context.req.path} in this emulator.` },
      501,
    ),
  );
  http.onError((error, context) => {
    if (error instanceof EntraError) {
      const correlationId = context.req.header('client-request-id') ?? context.req.query('client-request-id');
      return context.json(errorDocument(error, clock.now(), correlationId), error.kind.status);
    }
    if (error instanceof ZodError || error instanceof SyntaxError)
      return context.json({ error: 'invalid_request', error_description: error.message }, 400);
    console.error('Entra emulator:', error);
    return context.json(
      { error: 'server_error', error_description: 'The emulator failed; see its log.' },
      500,
    );
  });

  const listening = await listen(http, options.port);
  listeningUrl = listening.url;
  return {
    name: 'entra',
    url: listening.url,
    admin,
    managedIdentity: { ...identity, endpoint: `${listening.url}/msi/token` },
    ...makeTokenVerification(keys, clock),
    counters: counts.all,
    resetCounters: counts.reset,
    close: async () => {
      await listening.close();
      database.close();
    },
  };
}
