import { readFileSync } from 'node:fs';
import { makePorts } from '../../functions/ports.ts';
import { makeRoutes } from '../../functions/routes.ts';
import { makeServices } from '../../functions/services.ts';
import { makeStores } from '../../functions/stores.ts';
import { makeUseCases } from '../../functions/use-cases.ts';
import { readConfig } from '../../shared/config/config.ts';
import type { Route } from '../../shared/http/contract.ts';

/** Every route of the application, composed as in production; nothing is called, so no service needs to run. */
export const allRoutes = (): readonly Route[] => {
  const sample = new URL('../../local.settings.sample.json', import.meta.url);
  const config = readConfig(JSON.parse(readFileSync(sample, 'utf8')).Values);
  const services = makeServices(config);
  const stores = makeStores(services);
  return makeRoutes(config, services, stores, makeUseCases(config, makePorts(services), stores));
};
