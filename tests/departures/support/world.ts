import type { Table } from '../../../shared/adapters/tables/table.ts';
import type { TableName } from '../../../shared/adapters/tables/table-names.ts';
import { asId, type RunId, systemRandom, tenantId } from '../../../shared/kernel/ids.ts';
import type { Log } from '../../../shared/kernel/log.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import { systemContext, type TenantContext } from '../../../shared/kernel/tenant-context.ts';
import type { SourceReaders } from '../../../shared/sources/source-readers.ts';
import type { Organisations } from '../../../shared/tenants/organisation.ts';
import { requiredPermissions } from '../../../shared/tenants/permissions.ts';
import { tenantEntityId } from '../../../shared/tenants/tenant.ts';
import { type Asking, type ComposedApp, makeComposedApp } from '../../support/composed-app.ts';
import { makeTestClock } from '../../support/mailbox-run.ts';
import { succeeded } from '../../support/tenant-fixtures.ts';

export type Tables = Readonly<Record<TableName, Table>>;
type Granted = Awaited<ReturnType<Organisations['grantedPermissions']>>;

export const day = 24 * 3_600_000;
export const hour = 3_600_000;

/** A token is `tenant role`; who that is needs no proof here. */
const authenticate = async (header: string | null) => {
  const [, tenant = '', role = ''] = header?.split(' ') ?? [];
  if (role === '') return err({ type: 'unauthenticated', reason: 'missing-token' } as const);
  return ok({ tenantId: tenantId(tenant), kind: 'app' as const, oid: adminOid, roles: [role], scopes: [] });
};
export const adminOid = '0a0a0a0a-0000-4000-8000-000000000001';
const operatorTenantId = '0f0f0f0f-0000-4000-8000-000000000001';

/** A source with a password, and with nobody in it. */
const emptyDirectory: SourceReaders['active-directory'] = {
  readPeople: async function* () {
    yield ok({ changed: [], removed: [] });
  },
  probe: async () => ok(undefined),
};

/** Words of one company that nobody else has. */
export const wordsOf = (id: string) => {
  const mark = id.slice(0, 8);
  return {
    name: `Zoe${mark}`,
    mail: `quark.${mark}@geheim.example`,
    number: `0897${Number.parseInt(mark.slice(0, 5), 16) % 1_000_000}`,
    notices: `it-${mark}@geheim.example`,
  };
};

/**
 * The application over the given tables, with a company that will leave (`leaver`), one that imports its share (`partner`)
 * and a third (`stranger`). All have people, a source, a share of it and an import of their own; mails go to each.
 */
export const makeDepartureWorld = async (tables: Tables, more: { readonly log?: Log } = {}) => {
  const clock = makeTestClock();
  const granted = new Map<string, Granted>();
  const open = (over: Tables): ComposedApp =>
    makeComposedApp({
      ...more,
      table: (name) => over[name],
      authenticate,
      clock,
      operatorTenantId,
      readers: { 'active-directory': emptyDirectory },
      grantedPermissions: async ({ tenantId: id }) => granted.get(id) ?? ok([...requiredPermissions]),
    });
  const app = open(tables);
  const ids = { leaver: systemRandom.id(), partner: systemRandom.id(), stranger: systemRandom.id() };
  const contextOf = (id: string): TenantContext => systemContext(tenantId(id), 'test');

  const ask = async (
    who: string,
    method: string,
    path: string,
    body?: unknown,
    more: Partial<Asking> = {},
  ) => {
    const token = `${who} ${who === operatorTenantId ? 'Operator' : 'Admin'}`;
    const answer = await app.ask({ method, path, token, body, ...more });
    const text = answer.body === undefined ? 'null' : Buffer.from(answer.body).toString();
    return { status: answer.status, etag: answer.headers['etag'] ?? '', body: JSON.parse(text) };
  };
  const must = async (...asked: Parameters<typeof ask>) => {
    const answer = await ask(...asked);
    if (answer.status >= 300)
      throw new Error(`${asked[1]} ${asked[2]}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  };

  const onboard = async (id: string) => {
    const ctx = contextOf(id);
    const link = succeeded(await app.useCases.createConsentLink(ctx));
    const ticket = new URL(link.consentUrl).searchParams.get('ticket') ?? '';
    const begun = succeeded(await app.useCases.startConsent({ ticket, correlationId: 'test' }));
    const outcome = await app.useCases.finishConsent({
      correlationId: 'test',
      state: new URL(begun.redirectTo).searchParams.get('state') ?? undefined,
      tenant: id,
      adminConsent: 'True',
      error: undefined,
      errorDescription: undefined,
      cookie: begun.cookie,
    });
    await app.settle();
    return outcome;
  };

  const furnish = async (id: string) => {
    await onboard(id);
    const { etag } = await must(id, 'GET', '/v1/tenant');
    const headers = { 'if-match': etag };
    await must(id, 'PATCH', '/v1/tenant', { notificationAddress: wordsOf(id).notices }, { headers });
    const { name, mail, number } = wordsOf(id);
    for (let n = 0; n < 3; n++) {
      const person = {
        displayName: `${name} ${n}`,
        emails: [mail],
        businessPhones: [number],
        givenName: name,
      };
      app.directoryOf(id).put(systemRandom.id(), person, `photo of ${name} ${n}`);
    }
    const keyed = { headers: { 'idempotency-key': systemRandom.id() } };
    const source = await must(id, 'POST', '/v1/sources', { kind: 'entra-id', includePhotos: true }, keyed);
    await app.settle();
    const share = await must(id, 'POST', '/v1/shares', {
      displayName: `Share of ${id.slice(0, 8)}`,
      sources: [{ sourceId: source.body.id }],
      selection: { everyone: true },
    });
    return {
      sourceId: source.body.id as string,
      shareId: share.body.id as string,
      capability: share.body.shareId as string,
    };
  };
  const imports = async (id: string, capability: string) => {
    const mailbox = systemRandom.id();
    const made = await must(id, 'POST', '/v1/imports', {
      shareId: capability,
      targets: { users: [mailbox] },
    });
    await app.settle();
    return { importId: made.body.id as string, runId: asId<RunId>(made.body.activeRun), mailbox };
  };

  const leaver = await furnish(ids.leaver);
  const partner = await furnish(ids.partner);
  const stranger = await furnish(ids.stranger);
  const made = {
    own: await imports(ids.leaver, leaver.capability),
    ofPartner: await imports(ids.leaver, partner.capability),
    byPartner: await imports(ids.partner, leaver.capability),
    ofStranger: await imports(ids.stranger, stranger.capability),
  };

  const tenant = async (id: string) => (await app.stores.tenants.get(contextOf(id), tenantEntityId))?.value;
  const leave = async (id: string) => {
    const { etag } = await must(id, 'GET', '/v1/tenant');
    const { body } = await must(id, 'GET', '/v1/tenant');
    const answer = await ask(
      id,
      'POST',
      '/v1/tenant/departure',
      { domain: body.defaultDomain },
      { headers: { 'if-match': etag } },
    );
    await app.settle();
    return answer;
  };
  /** Time passes; the hourly timer looks, and the queues are emptied. */
  const pass = async (ms: number, each = hour) => {
    for (let left = ms; left > 0; left -= each) {
      clock.advance(Math.min(each, left));
      await app.timer('due-erasures');
      await app.settle();
    }
  };

  return {
    app,
    open,
    clock,
    granted,
    ids,
    operatorTenantId,
    shares: { leaver, partner, stranger },
    imports: made,
    contextOf,
    ask,
    must,
    onboard,
    tenant,
    leave,
    pass,
  };
};
export type DepartureWorld = Awaited<ReturnType<typeof makeDepartureWorld>>;
