import { readFileSync } from 'node:fs';
import type { InvocationContext, ServiceBusQueueHandler } from '@azure/functions';
import { attended } from '../../functions/queues/attended.ts';
import type { QueueRegistry } from '../../functions/queues/handle.ts';
import { registerQueues } from '../../functions/queues/register.ts';
import { makeRoutes } from '../../functions/routes.ts';
import { makeStores, type StoreServices } from '../../functions/stores.ts';
import { registerTimers } from '../../functions/timers/register.ts';
import { makeUseCases } from '../../functions/use-cases.ts';
import { makeTenantDirectory } from '../../shared/adapters/tables/tenant-directory.ts';
import { readConfig } from '../../shared/config/config.ts';
import type { Route } from '../../shared/http/contract.ts';
import type { OutgoingResponse } from '../../shared/http/exchange.ts';
import type { Authenticate } from '../../shared/http/principal.ts';
import { makeRequestLimits } from '../../shared/http/request-limits.ts';
import { makeRequestHandler, type RequestHandler } from '../../shared/http/route.ts';
import type { MailboxOwners } from '../../shared/imports/mailbox-owner.ts';
import type { Mailboxes } from '../../shared/imports/mailboxes.ts';
import { systemRandom, tenantId } from '../../shared/kernel/ids.ts';
import type { KeyWrapper } from '../../shared/kernel/key-wrapper.ts';
import type { Log } from '../../shared/kernel/log.ts';
import type { Envelope, MessageBus } from '../../shared/kernel/message-bus.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { Secrets } from '../../shared/kernel/secrets.ts';
import { silentTelemetry } from '../../shared/kernel/telemetry.ts';
import type { Mailer, MailMessage } from '../../shared/notifications/mailer.ts';
import type { Directory } from '../../shared/sources/directory.ts';
import { readEntraId } from '../../shared/sources/read-entra-id.ts';
import type { SourceReaders } from '../../shared/sources/source-readers.ts';
import type { Organisations } from '../../shared/tenants/organisation.ts';
import { requiredPermissions } from '../../shared/tenants/permissions.ts';
import { fakeAppStores } from './fake-app-stores.ts';
import { makeFakeDirectory } from './fake-directory.ts';
import { makeFakePersonalContacts } from './fake-personal-contacts.ts';
import { makeFakeSignIn } from './fake-sign-in.ts';
import { makeTestClock } from './mailbox-run.ts';
import { makeMemoryBus } from './memory-bus.ts';
import { makeMemoryDeadLetters } from './memory-dead-letters.ts';
import { makeMemoryMailboxes } from './memory-mailboxes.ts';
import { makeMemorySecrets } from './memory-secrets.ts';

export interface Asking {
  readonly method: string;
  /** With query. */
  readonly path: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

export interface ComposedAppOptions {
  readonly table: StoreServices['table'];
  readonly tenantRegions?: StoreServices['tenantRegions'];
  readonly authenticate: Authenticate;
  readonly clock?: ReturnType<typeof makeTestClock>;
  readonly operatorTenantId: string;
  /** Between a route and its handler: what reaches a use case. */
  readonly onHandler?: (route: Route) => void;
  readonly log?: Log;
  /** Instead of those in memory. */
  readonly mailboxes?: Mailboxes;
  readonly owners?: MailboxOwners;
  readonly directory?: Directory;
  /** Beside Entra's. */
  readonly readers?: SourceReaders;
  readonly mailer?: Mailer;
  readonly secrets?: Secrets;
  readonly keyWrapper?: KeyWrapper;
  /** `settle` delivers what goes over the bus in memory; what goes over another is delivered to `deliver`. */
  readonly bus?: MessageBus;
  /** What Entra grants; all unless told. */
  readonly grantedPermissions?: Organisations['grantedPermissions'];
}

const sample = () => {
  const file = new URL('../../local.settings.sample.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).Values as Record<string, string>;
};

/**
 * The application as `functions/main.ts` composes it, in this process: real routes, use cases and table adapters over the
 * given tables; directory, mailboxes, bus, vault and mail in memory. `settle` delivers what is in the queues.
 */
export const makeComposedApp = (options: ComposedAppOptions) => {
  const clock = options.clock ?? makeTestClock();
  const config = readConfig(sample());
  const bus = makeMemoryBus();
  const mailboxes = makeMemoryMailboxes();
  const deadLetters = makeMemoryDeadLetters();
  const mails: MailMessage[] = [];
  const secrets = makeMemorySecrets();
  const signIn = makeFakeSignIn();
  const personalContacts = makeFakePersonalContacts();
  const directories = new Map<string, ReturnType<typeof makeFakeDirectory>>();
  const log: Log = options.log ?? (() => {});
  const base = { clock, random: systemRandom, log };

  const directoryOf = (id: string) => {
    const found = directories.get(id) ?? makeFakeDirectory();
    directories.set(id, found);
    return found;
  };
  const directory: Directory = {
    readPeople: (ctx, link) => directoryOf(ctx.tenantId).directory.readPeople(ctx, link),
    membersOf: (ctx, group) => directoryOf(ctx.tenantId).directory.membersOf(ctx, group),
    photosOf: (ctx, keys) => directoryOf(ctx.tenantId).directory.photosOf(ctx, keys),
    probe: (ctx) => directoryOf(ctx.tenantId).directory.probe(ctx),
  };
  const owners: MailboxOwners = {
    addressesOf: async (ctx, ids) => {
      const { people } = directoryOf(ctx.tenantId);
      const addressesOf = (id: string) => {
        const { emails = [], userPrincipalName } = people.get(id) ?? {};
        return [...emails, ...(userPrincipalName === undefined ? [] : [userPrincipalName])];
      };
      return ok(new Map(ids.map((id) => [id, addressesOf(id).map((each) => each.toLowerCase())])));
    },
  };
  const organisations: Organisations = {
    read: async (ctx) =>
      ok({
        displayName: `Company ${ctx.tenantId.slice(0, 8)}`,
        countryCode: 'DE',
        preferredLanguage: 'de',
        defaultDomain: `${ctx.tenantId.slice(0, 8)}.example`,
      }),
    grantedPermissions: options.grantedPermissions ?? (async () => ok([...requiredPermissions])),
  };

  const stores = makeStores({
    ...base,
    bus: options.bus ?? bus,
    keyWrapper: options.keyWrapper ?? {
      wrap: async (key) => ({ wrapped: key, keyId: 'test/1' }),
      unwrap: async (wrapped) => wrapped,
    },
    table: options.table,
    tableOnce: options.table,
    tenantRegions:
      options.tenantRegions ??
      makeTenantDirectory({ index: options.table('index'), home: config.homeRegion }),
  });
  const useCases = makeUseCases(
    config,
    {
      ...base,
      sleep: clock.sleep,
      secrets: options.secrets ?? secrets.port,
      mailer: options.mailer ?? {
        send: async (mail) => {
          mails.push(mail);
          return ok({ providerMessageId: mail.id });
        },
      },
      directory: options.directory ?? directory,
      readers: {
        'entra-id': readEntraId(options.directory ?? directory),
        'office-365': personalContacts.reader,
        ...options.readers,
      },
      userSignIn: signIn.port,
      appStores: fakeAppStores,
      organisations,
      mailboxes: options.mailboxes ?? mailboxes.port,
      owners: options.owners ?? owners,
      deadLetters,
    },
    stores,
  );

  const consumers = new Map<string, ServiceBusQueueHandler>();
  const registry: QueueRegistry = {
    serviceBusQueue: (_name, { queueName, handler }) => void consumers.set(queueName, handler),
  };
  registerQueues(
    attended(registry, { ...base, bus: options.bus ?? bus, telemetry: silentTelemetry }),
    useCases,
    log,
  );
  const timers = new Map<string, (timer: never, invocation: never) => unknown>();
  registerTimers({ timer: (name, { handler }) => void timers.set(name, handler) }, useCases);

  const routes = makeRoutes(config, { clock, checks: {} }, stores, useCases);
  const pipeline = {
    authenticate: options.authenticate,
    operatorTenantId: tenantId(options.operatorTenantId),
    idempotency: stores.idempotency,
    isBeingErased: useCases.isBeingErased,
    // Tests over all routes ask more in a minute than a tenant may.
    limits: makeRequestLimits({ clock, factor: 1000 }),
    clock,
    random: systemRandom,
    log,
    corsOrigins: config.corsOrigins,
    publicUrl: config.publicUrl,
    strictReplies: true,
  };
  const handlers = new Map<string, RequestHandler>(
    routes.map((route) => {
      const watched: Route = {
        ...route,
        handler: (input) => {
          options.onHandler?.(route);
          return route.handler(input);
        },
      };
      return [route.operationId, makeRequestHandler(watched, pipeline)] as const;
    }),
  );

  /** A literal segment is meant before a placeholder, as the host decides. */
  const find = (method: string, path: string) => {
    const parts = path.split('/');
    const matching = routes.flatMap((route) => {
      const shape = route.path.split('/');
      if (route.method !== method || shape.length !== parts.length) return [];
      const params: Record<string, string> = {};
      for (const [n, part] of shape.entries()) {
        const name = /^\{(.+)\}$/.exec(part)?.[1];
        if (name !== undefined) params[name] = decodeURIComponent(parts[n] ?? '');
        else if (part !== parts[n]) return [];
      }
      return [{ route, params }];
    });
    return matching.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0];
  };

  const ask = async ({ method, path, token, headers = {}, body }: Asking): Promise<OutgoingResponse> => {
    const url = new URL(path, 'https://api.example');
    const found = find(method, url.pathname);
    const handle = found === undefined ? undefined : handlers.get(found.route.operationId);
    if (found === undefined || handle === undefined) throw new Error(`no route for ${method} ${path}`);
    // A text is a file as it stands.
    const bytes =
      body === undefined
        ? new Uint8Array()
        : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    return handle({
      method,
      path: url.pathname,
      query: url.searchParams,
      params: found.params,
      headers: new Headers({
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      }),
      bytes: async () => bytes,
    });
  };

  /** Hands a message to its function, with what the platform tells of it. */
  const deliver = async (
    queue: string,
    body: unknown,
    triggerMetadata: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    await consumers.get(queue)?.(body, { triggerMetadata } as unknown as InvocationContext);
  };

  const handled = new Set<Envelope>();
  const next = () =>
    bus.sent.find((message) => !handled.has(message) && (message.notBefore ?? 0) <= clock.now());
  const settle = async (): Promise<void> => {
    for (let message = next(); message !== undefined; message = next()) {
      handled.add(message);
      const { id: messageId, retry } = message;
      await deliver(message.queue, message.body, { messageId, applicationProperties: { retry } });
    }
  };

  return {
    clock,
    stores,
    useCases,
    routes,
    ask,
    settle,
    deliver,
    bus,
    mailboxes,
    deadLetters,
    mails,
    vault: secrets.kept,
    signIn,
    personalContacts,
    directoryOf,
    timer: async (name: string) => {
      await timers.get(name)?.({} as never, {} as never);
    },
  };
};

export type ComposedApp = ReturnType<typeof makeComposedApp>;
