import { beforeAll, describe, expect, it } from 'vitest';
import { encodeCursor } from '../../shared/http/paging.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { examples } from './support/examples.ts';
import { makeWorld, type OpenApp, openApp, secretsOf, type World } from './support/world.ts';

let open: OpenApp;
let world: World;
let token: string;
/** Of the stranger. */
let own: Readonly<Record<'sourceId' | 'listId' | 'shareId' | 'importId' | 'runId', string>>;

beforeAll(async () => {
  open = await openApp();
  world = await makeWorld(open);
  token = await world.tokenOf(world.tenants.stranger, ['Admin']);
  const make = async (path: string, body: unknown) =>
    String((await world.expect(201, token, 'POST', path, body)).body.id);
  const sourceId = await make('/v1/sources', { kind: 'entra-id' });
  await open.app.settle();
  const sources = [{ sourceId }];
  const shareId = await make('/v1/shares', {
    displayName: 'Own',
    sources,
    selection: { everyone: true },
  });
  const targets = { users: [systemRandom.id()] };
  const importId = await make('/v1/imports', { shareId: world.capability, targets });
  await open.app.settle();
  const { value } = (await world.expect(200, token, 'GET', `/v1/imports/${importId}/runs`)).body;
  const listId = await make('/v1/sources', { kind: 'company-list' });
  own = { sourceId, listId, shareId, importId, runId: String(value[0].id) };
}, 60_000);

const ask = async (method: string, path: string, body?: unknown, etagOf?: string) => {
  const { headers: of } =
    etagOf === undefined ? { headers: {} } : await world.expect(200, token, 'GET', etagOf);
  const etag = (of as Readonly<Record<string, string>>)['etag'];
  open.tables.requests.length = 0;
  const headers = etag === undefined ? {} : { 'if-match': etag };
  const answer = await open.app.ask({ method, path, token, headers, body });
  return { answer, requests: [...open.tables.requests] };
};

interface Named {
  readonly method: string;
  readonly path: () => string;
  readonly body: (name: string) => unknown;
  readonly foreign: () => string;
  readonly unknown: () => string;
  readonly etagOf?: () => string;
}

const guid = () => systemRandom.id();
const email = (n: number) => secretsOf(world.tenants.provider).person(n).emails[0] ?? '';
const unknownEmail = () => `quark0.${guid().slice(0, 8)}@geheim.example`;
/** The same length, never given out. */
const otherToken = () =>
  world.enrolmentToken.slice(0, -8) + Array.from(world.enrolmentToken).slice(-8).toReversed().join('');

/** Whatever a body can name that may be another company's. */
const named: Readonly<Record<string, Named>> = {
  'the source of a new share': {
    method: 'POST',
    path: () => '/v1/shares',
    body: (sourceId) => ({ displayName: 'x', sources: [{ sourceId }], selection: { everyone: true } }),
    foreign: () => world.ids.sourceId,
    unknown: guid,
  },
  'the source of a changed share': {
    method: 'PATCH',
    path: () => `/v1/shares/${own.shareId}`,
    body: (sourceId) => ({ sources: [{ sourceId: own.sourceId }, { sourceId }] }),
    foreign: () => world.ids.sourceId,
    unknown: guid,
    etagOf: () => `/v1/shares/${own.shareId}`,
  },
  'a share by the id that its provider sees': {
    method: 'POST',
    path: () => '/v1/imports',
    body: (shareId) => ({ shareId, targets: { users: [systemRandom.id()] } }),
    foreign: () => world.ids.shareId,
    unknown: guid,
  },
  'the run whose deletions are confirmed': {
    method: 'POST',
    path: () => `/v1/imports/${own.importId}/confirmations`,
    body: (runId) => ({ runId, deletions: 1 }),
    foreign: () => world.ids.runId,
    unknown: guid,
  },
  'the address of somebody whose data is asked for': {
    method: 'POST',
    path: () => '/v1/people/export',
    body: (address) => ({ emails: [address] }),
    foreign: () => email(1),
    unknown: unknownEmail,
  },
  'the token of a managed device': {
    method: 'POST',
    path: () => '/v1/me/enrolments',
    body: (of) => ({ token: of, deviceId: 'a phone of a stranger', platform: 'ios' }),
    foreign: () => world.enrolmentToken,
    unknown: otherToken,
  },
  'the token of a managed configuration': {
    method: 'POST',
    path: () => '/v1/seats/managed-configurations',
    body: (of) => ({ platform: 'intune-ios', token: of }),
    foreign: () => world.enrolmentToken,
    unknown: otherToken,
  },
};

describe('another company’s name in a body is as good as one that nobody has:', () => {
  it.each(Object.keys(named))('%s', async (what) => {
    const of = named[what];
    if (of === undefined) throw new Error(what);
    const say = async (name: string) => {
      const { answer, requests } = await ask(of.method, of.path(), of.body(name), of.etagOf?.());
      const { 'x-correlation-id': id = '', ratelimit: _used, ...headers } = answer.headers;
      const text = String(answer.body ?? '')
        .replaceAll(id, 'CORRELATION')
        .replaceAll(name, 'NAME');
      return { status: answer.status, headers, text, requests };
    };
    // What an instance learns of the asker's company costs its first request only.
    await say(of.unknown());
    const foreign = await say(of.foreign());
    expect(foreign).toEqual(await say(of.unknown()));
    expect(foreign.text).not.toContain(secretsOf(world.tenants.provider).mark);
    expect(foreign.text).not.toContain(world.tenants.provider);
  });
});

const hostile = () => [
  `' or PartitionKey eq '${world.tenants.provider}`,
  `${world.tenants.provider}|${world.ids.sourceId}`,
  '\u0000\uffff',
  '~',
  '-1|x',
  '99999999999999999999.99999999999999999999',
  '1e400.-1',
  '/\\#?%',
  'x'.repeat(1400),
];

describe('a cursor that was made by hand', () => {
  it('is refused or leads nowhere, at every list', async () => {
    const { sourceId, shareId, importId, runId, erasureId, subscriptionId } = world.ids;
    // That it imports a share of the provider's, and his name, the stranger may read.
    const secrets = [sourceId, shareId, importId, runId, erasureId, subscriptionId].concat(
      [world.tenants.provider, world.tenants.importer].map((id) => `.${secretsOf(id).mark}@`),
    );
    const lists = open.app.routes.filter(
      ({ paged, access, operationId, query }) =>
        (paged === true || (query !== undefined && 'cursor' in query.shape)) &&
        access !== 'public' &&
        examples[operationId]?.as !== 'operator',
    );
    expect(lists.length).toBeGreaterThan(10);
    const wrong: string[] = [];
    for (const { operationId, path } of lists) {
      const at: Readonly<Record<string, string>> =
        operationId === 'listContacts' ? { ...own, sourceId: own.listId } : { ...world.ids, ...own };
      const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => at[name] ?? name);
      for (const cursor of hostile()) {
        const query = `cursor=${encodeURIComponent(encodeCursor(operationId, cursor))}`;
        const { answer } = await ask('GET', `${place}?${query}`);
        const text = String(answer.body ?? '');
        const leaks = secrets.some((secret) => text.includes(secret));
        if (answer.status >= 500 || leaks)
          wrong.push(`${operationId} with ${cursor.slice(0, 30)}: ${answer.status} ${text.slice(0, 200)}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);
});
