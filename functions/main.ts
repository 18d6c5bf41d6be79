import { app } from '@azure/functions';
import { makeCredential } from '../shared/adapters/credential.ts';
import { makeAccessTokens } from '../shared/adapters/entra/access-tokens.ts';
import { makeSigningKeys } from '../shared/adapters/entra/signing-keys.ts';
import { startTelemetry } from '../shared/adapters/telemetry/start-telemetry.ts';
import { readConfig } from '../shared/config/config.ts';
import { makeRequestLimits } from '../shared/http/request-limits.ts';
import { tenantId } from '../shared/kernel/ids.ts';
import { registerRoutes } from './http/register.ts';
import { makePorts } from './ports.ts';
import { attended } from './queues/attended.ts';
import { registerQueues } from './queues/register.ts';
import { makeRoutes } from './routes.ts';
import { makeServices } from './services.ts';
import { makeStores } from './stores.ts';
import { registerTimers } from './timers/register.ts';
import { makeUseCases } from './use-cases.ts';
import { wordless } from './wordless.ts';

/** The whole application, read from top to bottom: settings → services → ports and stores → use cases → what calls them. */
const config = readConfig(process.env);
const { telemetry, shutdown } = await startTelemetry(
  config.telemetry,
  (line) => console.log(line),
  config.telemetry.asIdentity && makeCredential(config, config.publicUrl),
);
const services = makeServices(config, telemetry);
const stores = makeStores(services);
const useCases = makeUseCases(config, makePorts(services), stores);
const { clock, random, log } = services;

registerRoutes(
  app,
  makeRoutes(config, services, stores, useCases),
  {
    authenticate: makeAccessTokens({
      keys: makeSigningKeys({ keySetUrl: config.entra.jwksUrl, clock }),
      clock,
      audiences: config.entra.audiences,
      issuer: config.entra.issuer,
    }),
    operatorTenantId: tenantId(config.entra.operatorTenantId),
    idempotency: stores.idempotency,
    isBeingErased: useCases.isBeingErased,
    limits: makeRequestLimits({ clock, factor: config.limits.rateFactor }),
    clock,
    random,
    log,
    corsOrigins: config.corsOrigins,
    publicUrl: config.publicUrl,
    strictReplies: config.insecureLoopback,
  },
  telemetry,
);

const bare = wordless(app, log);
registerTimers(bare, useCases);
registerQueues(attended(bare, services), useCases, log);
app.hook.appTerminate(shutdown);
