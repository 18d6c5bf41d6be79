import { app } from '@azure/functions';
import { makeAccessTokens } from '../shared/adapters/entra/access-tokens.ts';
import { makeSigningKeys } from '../shared/adapters/entra/signing-keys.ts';
import { readConfig } from '../shared/config/config.ts';
import { makeRequestLimits } from '../shared/http/request-limits.ts';
import { tenantId } from '../shared/kernel/ids.ts';
import { registerRoutes } from './http/register.ts';
import { makePorts } from './ports.ts';
import { registerQueues } from './queues/register.ts';
import { makeRoutes } from './routes.ts';
import { makeServices } from './services.ts';
import { makeStores } from './stores.ts';
import { registerTimers } from './timers/register.ts';
import { makeUseCases } from './use-cases.ts';

/** The whole application, read from top to bottom: settings → services → ports and stores → use cases → what calls them. */
const config = readConfig(process.env);
const services = makeServices(config);
const stores = makeStores(services);
const useCases = makeUseCases(config, makePorts(services), stores);
const { clock, random, log } = services;

registerRoutes(app, makeRoutes(config, services, stores, useCases), {
  authenticate: makeAccessTokens({
    keys: makeSigningKeys({ keySetUrl: config.entra.jwksUrl, clock }),
    clock,
    audiences: config.entra.audiences,
    issuer: config.entra.issuer,
  }),
  operatorTenantId: tenantId(config.entra.operatorTenantId),
  idempotency: stores.idempotency,
  limits: makeRequestLimits({ clock, factor: config.limits.rateFactor }),
  clock,
  random,
  log,
  corsOrigins: config.corsOrigins,
  publicUrl: config.publicUrl,
  strictReplies: config.insecureLoopback,
});

registerTimers(app, useCases);
registerQueues(app, useCases, log);
