import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { ZodError } from 'zod';
import type { SeedOrganisation } from '../../seed/organisations.ts';
import type { Emulator, EmulatorOptions } from '../emulator.ts';
import { makeCounts } from '../loopback/counts.ts';
import { makeFaults } from '../loopback/faults.ts';
import { listen } from '../loopback/listen.ts';
import { makeAccess, type VerifyToken } from './access.ts';
import { type DynamicsAdmin, makeAdmin } from './admin.ts';
import { adminRoutes } from './admin-routes.ts';
import { openContactStore } from './contact-store.ts';
import { makeContactsRoute } from './contacts-route.ts';
import { openDatabase } from './database.ts';
import { DataverseError, errorBody, notImplemented } from './dataverse-error.ts';
import { type DataverseLimits, documentedLimits, makeLimitKeeper } from './limits.ts';
import { loadOrganisations, openOrganisations } from './organisations.ts';
import { readPreferences } from './preferences.ts';

export interface DynamicsOptions extends EmulatorOptions {
  readonly organisations: readonly SeedOrganisation[];
  /** The application that is an application user of every organisation at first. */
  readonly clientId: string;
  readonly verifyToken: VerifyToken;
  /** How long delta tokens live; Dataverse's 7 days unless told (`ExpireChangeTrackingInDays`). */
  readonly deltaTokenDays?: number;
}

export interface DynamicsEmulator extends Emulator {
  readonly admin: DynamicsAdmin;
}

/** Dataverse's Web API for the contacts of several organisations; the README lists what is served. */
export async function startDynamicsEmulator(options: DynamicsOptions): Promise<DynamicsEmulator> {
  const { clock } = options;
  const database = openDatabase(options.stateFile);
  const contacts = openContactStore(database, clock);
  const organisations = openOrganisations(database);
  loadOrganisations(database, contacts, options.organisations, options.clientId);
  const counts = makeCounts();
  const faults = makeFaults((status) => errorBody('0x80040216', `An injected fault (${status}).`));
  let limits: DataverseLimits = documentedLimits;
  let executionMs = 0;
  const keeper = makeLimitKeeper(() => limits, clock);
  const admin = makeAdmin({
    database,
    contacts,
    organisations,
    faults,
    setLimits: (changed) => {
      limits = { ...limits, ...changed };
    },
    setExecutionTime: (ms) => {
      executionMs = ms;
    },
  });
  const memberOf = makeAccess(organisations, options.verifyToken);
  const readContacts = makeContactsRoute(contacts, clock, options.deltaTokenDays ?? 7);

  const answer = (context: Context, host: string): Response => {
    const organisation = organisations.find(host);
    if (organisation === undefined) return context.text('No organization of this name.', 404);
    const member = memberOf(organisation, context.req.header('authorization'));
    const use = keeper.begin(`${host} ${member}`);
    const start = clock.now();
    try {
      const { search } = new URL(context.req.url);
      const url = new URL(`https://${host}/api/data/v9.2/contacts${search}`);
      const preferences = readPreferences(context.req.header('prefer') ?? '');
      const page = readContacts({ organisation, url, preferences });
      counts.add('pages');
      const { applied } = preferences;
      return context.json(page, 200, {
        ...use.headers,
        'OData-Version': '4.0',
        'Content-Type': 'application/json; odata.metadata=minimal',
        ...(applied.length === 0 ? {} : { 'Preference-Applied': applied.join(',') }),
      });
    } finally {
      use.end(clock.now() - start + executionMs);
    }
  };

  const http = new Hono();
  http.use(async (context, next) => {
    if (!context.req.path.startsWith('/_emulator/')) counts.add('httpCalls');
    await next();
    context.res.headers.set('x-ms-service-request-id', randomUUID());
  });
  http.use(faults.middleware);
  http.route('/', adminRoutes(admin, organisations, counts));
  http.get('/:host/api/data/v9.2/contacts', (context) => answer(context, context.req.param('host')));
  http.all('*', (context) => {
    throw notImplemented(`${context.req.method} ${context.req.path}`);
  });
  http.onError((error, context) => {
    if (error instanceof DataverseError) {
      if (error.status === 429) counts.add('throttled');
      return context.json(errorBody(error.code, error.message), error.status, { ...error.headers });
    }
    if (error instanceof ZodError || error instanceof SyntaxError) {
      return context.json(errorBody('0x80048d19', error.message), 400);
    }
    console.error('Dynamics emulator:', error);
    return context.json(errorBody('0x80040216', 'The emulator failed; see its log.'), 500);
  });

  const listening = await listen(http, options.port);
  return {
    name: 'dynamics',
    url: listening.url,
    admin,
    counters: counts.all,
    resetCounters: counts.reset,
    close: async () => {
      await listening.close();
      database.close();
    },
  };
}
