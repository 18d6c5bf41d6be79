import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { asId, type MailboxId, tenantId } from '../../kernel/ids.ts';
import { ok } from '../../kernel/result.ts';
import { systemContext } from '../../kernel/tenant-context.ts';
import { makeGraph } from './client.ts';
import { graphFailure } from './graph-failure.ts';
import { makeMailboxes } from './mailboxes.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const ctx = systemContext(tenantId('11111111-0000-4000-8000-000000000000'), 'correlation-1');
const clock = { now: () => 0 };
const mailbox = asId<MailboxId>('u1');

/** A service that answers whatever the test wants, to see what the emulator never does. */
async function service(answer: (response: ServerResponse, seen: Seen) => void) {
  const seen: Seen[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: await text(request) };
    seen.push(one);
    answer(response, one);
  };
  // A request that its sender gives up has no answer to wait for.
  const server = createServer((request, response) => void receive(request, response).catch(() => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const tokens = { token: async () => ok({ accessToken: 'the-token', permissions: [] }) };
  const graph = makeGraph({ url: `http://127.0.0.1:${port}`, timeoutMs: 2_000, tokens, clock });
  return { seen, graph, mailboxes: makeMailboxes({ graph, clock }) };
}

const find = { kind: 'find-folder', mailbox, displayName: 'F' } as const;
const remove = { kind: 'delete', mailbox, contactId: 'c' } as const;

describe('a request', () => {
  it('goes to the configured origin with the tenant’s token, the correlation id and immutable ids', async () => {
    const { seen, graph } = await service((response) => response.end('{}'));
    await graph.send(ctx, {
      method: 'GET',
      path: "/users?$filter=displayName eq 'M%26M'&$top=1",
      headers: { Prefer: 'odata.maxpagesize=5' },
    });
    expect(seen).toMatchObject([
      {
        url: "/v1.0/users?$filter=displayName%20eq%20'M%26M'&$top=1".replaceAll("'", '%27'),
        headers: {
          authorization: 'Bearer the-token',
          'client-request-id': 'correlation-1',
          prefer: 'IdType="ImmutableId", odata.maxpagesize=5',
          sdkversion: expect.stringContaining('graph-js/'),
        },
      },
    ]);
  });

  it('of a batch asks for immutable ids in every part, and is never repeated by itself', async () => {
    const { seen, mailboxes } = await service((response) => {
      response.statusCode = 503;
      response.end();
    });
    expect(await mailboxes.execute(ctx, [find, remove])).toEqual([
      { status: 'uncertain', reason: '503' },
      { status: 'uncertain', reason: '503' },
    ]);
    expect(seen).toHaveLength(1);
    const { requests } = JSON.parse(seen[0]?.body ?? '') as { requests: { headers: object }[] };
    expect(requests.map(({ headers }) => headers)).toEqual([
      { Prefer: 'IdType="ImmutableId"' },
      { Prefer: 'IdType="ImmutableId"' },
    ]);
  });

  it('does not follow a redirect, which would carry the token elsewhere', async () => {
    const { seen, graph } = await service((response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    });
    expect(await graph.send(ctx, { method: 'GET', path: '/users' })).toMatchObject({
      value: { status: 302 },
    });
    expect(seen).toHaveLength(1);
  });
});

describe('an answer', () => {
  const batch = (responses: readonly unknown[]) => (response: ServerResponse) =>
    void response.writeHead(200).end(JSON.stringify({ responses }));
  const none = { status: 'uncertain', reason: 'no answer' };

  it('without a content type is read all the same', async () => {
    const { mailboxes } = await service(
      batch([
        { id: '1', status: '404', headers: null, body: '{"error":{"code":"ErrorItemNotFound"}}' },
        { id: '0', status: 200, body: { value: [] } },
      ]),
    );
    expect(await mailboxes.execute(ctx, [find, remove])).toEqual([
      { status: 'done', answer: {} },
      { status: 'gone' },
    ]);
  });

  it('that lacks a part, or holds an unreadable one, leaves that operation uncertain', async () => {
    const { mailboxes } = await service(batch([{ id: '1', status: 204 }, { id: '0' }]));
    expect(await mailboxes.execute(ctx, [find, remove, remove])).toEqual([
      none,
      { status: 'done', answer: {} },
      none,
    ]);
  });

  it('of another shape than the operation’s is no success', async () => {
    const { mailboxes } = await service(batch([{ id: '0', status: 200, body: 'Hello' }]));
    expect(await mailboxes.execute(ctx, [find])).toEqual([
      { status: 'uncertain', reason: 'unreadable answer' },
    ]);
  });

  it('in HTML, from a gateway, is a failure like any other', async () => {
    const { mailboxes } = await service((response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>'),
    );
    expect(await mailboxes.execute(ctx, [find])).toEqual([{ status: 'uncertain', reason: '502' }]);
  });

  it('that throttles the whole call throttles each of its operations', async () => {
    const { mailboxes } = await service((response) => response.writeHead(429, { 'retry-after': '3' }).end());
    const throttled = { status: 'throttled', retryAfterMs: 3_000 };
    expect(await mailboxes.execute(ctx, [find, remove])).toEqual([throttled, throttled]);
  });

  it('[T3] that challenges for claims is a policy’s refusal', async () => {
    const challenge = 'Bearer error="insufficient_claims", claims="eyJ9"';
    const { mailboxes, graph } = await service((response) =>
      response
        .writeHead(401, { 'www-authenticate': challenge })
        .end('{"error":{"code":"InvalidAuthenticationToken"}}'),
    );
    expect(await mailboxes.execute(ctx, [find])).toEqual([
      { status: 'tenant-refused', reason: 'access-blocked', code: 'InvalidAuthenticationToken' },
    ]);
    const sent = await graph.send(ctx, { method: 'GET', path: '/users' });
    expect(sent.ok && graphFailure(sent.value, 'User.Read.All', clock)).toEqual({
      type: 'access-blocked',
      code: 'InvalidAuthenticationToken',
    });
  });

  it.each([
    [
      403,
      'Authorization_RequestDenied',
      { status: 'tenant-refused', reason: 'consent-required', code: 'Authorization_RequestDenied' },
    ],
    [403, 'ErrorAccessDenied', { status: 'no-mailbox', reason: 'access-denied' }],
    [507, 'ErrorQuotaExceeded', { status: 'no-mailbox', reason: 'quota-exceeded' }],
    [404, 'ErrorNonExistentMailbox', { status: 'no-mailbox', reason: 'no-mailbox' }],
    [409, 'ErrorIrresolvableConflict', { status: 'throttled', retryAfterMs: 1_000 }],
    [400, 'ErrorInvalidIdMalformed', { status: 'refused', code: 'ErrorInvalidIdMalformed' }],
    [500, 'ErrorInternalServerError', { status: 'uncertain', reason: '500 ErrorInternalServerError' }],
  ])('of a part, %i %s, is classified', async (status, code, outcome) => {
    const { mailboxes } = await service(batch([{ id: '0', status, body: { error: { code } } }]));
    expect(await mailboxes.execute(ctx, [remove])).toEqual([outcome]);
  });
});
