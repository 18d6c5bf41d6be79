import { Hono } from 'hono';
import { z } from 'zod';
import type { Emulator, EmulatorOptions } from '../emulator.ts';
import { makeCounts } from '../loopback/counts.ts';
import { type Fault, faultRoutes, makeFaults } from '../loopback/faults.ts';
import { listen } from '../loopback/listen.ts';
import { errorEnvelope, VaultError } from './errors.ts';
import { apiVersionGate, makeThrottle, type TokenRules, tokenGate } from './gate.ts';
import { keyRoutes, latestVersion } from './key-routes.ts';
import { createKey, createKeySchema, type KeyContent } from './keys.ts';
import { openObjects, openVaultState } from './object-store.ts';
import { type SecretContent, secretRoutes } from './secret-routes.ts';
import { objectName, readBody } from './wire.ts';

export interface KeyVaultOptions extends EmulatorOptions, Partial<TokenRules> {
  /** RSA keys (2048 bits) that are created unless the state file has them. */
  readonly keys: readonly string[];
  /** Secrets that are set unless the state file has them. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface KeyVaultAdmin {
  injectFault(fault: Fault): void;
  clearFaults(): void;
  /** Requests that are still to be disturbed. */
  faultsLeft(): number;
  /** Transactions allowed in ten seconds; the service's 4,000 at start. */
  setThrottle(transactionsPerTenSeconds: number): void;
}

export interface KeyVaultEmulator extends Emulator {
  readonly admin: KeyVaultAdmin;
}

/** `/keys/{name}//wrapkey` and `/secrets/{name}/` are what clients send when they name no version. */
const normalisedPath = (request: Request): string => {
  const { pathname } = new URL(request.url);
  return pathname.replace('//', `/${latestVersion}/`).replace(/(.)\/$/, '$1');
};

/** Azure Key Vault's secrets and RSA keys; the README lists the operations. */
export async function startKeyVaultEmulator(options: KeyVaultOptions): Promise<KeyVaultEmulator> {
  const { clock } = options;
  const database = openVaultState(options.stateFile);
  const secrets = openObjects<SecretContent>(database, 'secret', clock);
  const keys = openObjects<KeyContent>(database, 'key', clock);
  for (const [name, value] of Object.entries(options.secrets))
    if (!secrets.exists(objectName(name)))
      secrets.add(name, { content: { value }, attributes: { enabled: true }, tags: {} });
  for (const name of options.keys)
    if (!keys.exists(objectName(name))) await createKey(keys, name, createKeySchema.parse({ kty: 'RSA' }));

  const counts = makeCounts();
  const faults = makeFaults((status) =>
    errorEnvelope(status === 429 ? 'Throttled' : 'ServiceUnavailable', `An injected fault (${status}).`),
  );
  let throttle = 4000;
  const admin: KeyVaultAdmin = {
    injectFault: faults.inject,
    clearFaults: faults.clear,
    faultsLeft: faults.left,
    setThrottle: (limit) => {
      throttle = limit;
    },
  };
  let url = '';
  const baseUrl = (): string => url;

  const http = new Hono({ getPath: normalisedPath });
  http.route('/_emulator', faultRoutes(admin));
  http.put('/_emulator/throttle', async (context) => {
    const schema = z.strictObject({ transactionsPerTenSeconds: z.int().min(0) });
    admin.setThrottle((await readBody(context.req.raw, schema)).transactionsPerTenSeconds);
    return context.body(null, 204);
  });
  http.use(async (_context, next) => {
    counts.add('httpCalls');
    await next();
  });
  http.use(faults.middleware);
  http.use(
    tokenGate({
      requireToken: options.requireToken ?? true,
      tenantId: options.tenantId ?? '00000000-0000-4000-8000-000000000000',
      ...(options.verifyToken === undefined ? {} : { verifyToken: options.verifyToken }),
    }),
  );
  http.use(
    makeThrottle(clock, () => throttle),
    apiVersionGate,
  );
  http.route('/', secretRoutes(secrets, baseUrl));
  http.route('/', keyRoutes(keys, baseUrl, clock));
  http.notFound((context) =>
    context.json(
      errorEnvelope(
        'NotImplemented',
        `This emulator does not support ${context.req.method} ${context.req.path}.`,
      ),
      501,
    ),
  );
  http.onError((error, context) => {
    if (error instanceof VaultError)
      return context.json(errorEnvelope(error.code, error.message, error.inner), error.status);
    console.error('Key Vault emulator:', error);
    return context.json(errorEnvelope('InternalError', 'The emulator failed; see its log.'), 500);
  });

  const listening = await listen(http, options.port);
  url = listening.url;
  return {
    name: 'key-vault',
    url,
    admin,
    counters: counts.all,
    resetCounters: counts.reset,
    close: async () => {
      await listening.close();
      database.close();
    },
  };
}
