import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testApp } from '../../../local/emulators/entra/fixture.ts';
import { ok } from '../../kernel/result.ts';
import { makeDynamicsClient, noAnswer } from './client.ts';
import { dynamicsStack } from './dynamics-stack.test-data.ts';
import { makeDynamicsReader } from './reader.ts';

const unavailable = { ok: false, error: { type: 'unavailable', service: 'dynamics' } };
const refused = (reason: string, code?: string) => ({
  ok: false,
  error: { type: 'source-refused', reason, ...(code && { code }) },
});

describe('[S3] a refusal', () => {
  it('[T2] without the company’s consent asks for it, after a withdrawal as soon as a token is needed', async () => {
    const { entra, organisation, reader, ctx, settings, clock } = await dynamicsStack();
    expect(await reader.probe(ctx, settings)).toEqual({ ok: true, value: undefined });
    entra.admin.withdrawConsent(organisation.tenantId);
    clock.advance(2 * 3_600_000);
    expect(await reader.probe(ctx, settings)).toMatchObject({ error: { type: 'consent-required' } });
  });

  it('[T3] by policy is told as exactly that', async () => {
    const { entra, organisation, reader, ctx, settings } = await dynamicsStack();
    entra.admin.blockTenant(organisation.tenantId);
    expect(await reader.probe(ctx, settings)).toEqual({
      ok: false,
      error: { type: 'access-blocked', code: '53003' },
    });
  });

  it('tells that the application is no user of the organisation, or has no role, by Dataverse’s code', async () => {
    const { admin, organisation, reader, ctx, settings, read } = await dynamicsStack();
    admin.removeMember(organisation.host, testApp.clientId);
    const noMember = refused('no-right-to-read', '0x80072560');
    expect(await reader.probe(ctx, settings)).toEqual(noMember);
    expect(await read()).toEqual({ pages: [], error: noMember.error });
    expect(await reader.photosOf(ctx, settings, ['00000000-0000-4000-8000-000000000001'])).toEqual(noMember);
    admin.setMember(organisation.host, testApp.clientId, false);
    expect(await reader.probe(ctx, settings)).toEqual(refused('no-right-to-read', '0x80040220'));
  });

  it('tells that the instance is not there: another company’s, an unknown one, another region, a name without a host', async () => {
    const { admin, reader, ctx, settings } = await dynamicsStack();
    const notThere = refused('not-there');
    expect(await reader.probe(ctx, { ...settings, instance: 'nordwind-logistik' })).toEqual(notThere);
    expect(await reader.probe(ctx, { ...settings, instance: 'gibt-es-nicht' })).toEqual(notThere);
    expect(await reader.probe(ctx, { ...settings, region: 'crm' })).toEqual(notThere);
    admin.injectFault({ status: 404 });
    expect(await reader.probe(ctx, settings)).toEqual(notThere);
    const resolver = (code: string) =>
      new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
    expect(noAnswer(resolver('ENOTFOUND'))).toEqual({ type: 'no-answer', reason: 'no-host' });
    expect(noAnswer(resolver('EAI_AGAIN'))).toEqual({ type: 'no-answer', reason: 'connection' });
  });

  it('for a token that Dataverse does not take even when new asks for consent', async () => {
    const { admin, reader, ctx, settings, emulator } = await dynamicsStack();
    admin.injectFault({ status: 401, times: 2 });
    expect(await reader.probe(ctx, settings)).toMatchObject({ error: { type: 'consent-required' } });
    expect(emulator.counters()['httpCalls']).toBe(2);
  });
});

describe('a token', () => {
  it('that expired earlier than its clock says is renewed in the middle of a reading', async () => {
    const { all, clock, entra, admin, organisation } = await dynamicsStack();
    const { link } = await all();
    clock.advance(2 * 3_600_000);
    admin.addContact(organisation.host, { columns: { lastname: 'Neu' } });
    entra.resetCounters();
    expect((await all(link)).people).toHaveLength(1);
    expect(entra.counters()['clientCredentials']).toBe(1);
  });

  it('is asked for once, for the organisation’s own host', async () => {
    const { all, entra } = await dynamicsStack();
    const { link } = await all();
    await all(link);
    expect(entra.counters()['clientCredentials']).toBe(1);
  });
});

describe('a short disturbance', () => {
  it.each([
    [{ status: 429, retryAfter: '7' }, [7_000]],
    [{ status: 503, retryAfter: '3' }, [3_000]],
    [{ status: 502 }, [1_000]],
    [{ status: 500, when: 'after' }, [1_000]],
  ] as const)('is slept through: %j', async (fault, waits) => {
    const { admin, reader, ctx, settings, slept } = await dynamicsStack();
    admin.injectFault(fault);
    expect(await reader.probe(ctx, settings)).toEqual({ ok: true, value: undefined });
    expect(slept).toEqual(waits);
  });

  it('that lasts is handed back after four attempts; no page is lost or told twice', async () => {
    const { admin, reader, ctx, settings, slept } = await dynamicsStack();
    admin.injectFault({ status: 502, times: 4 });
    expect(await reader.probe(ctx, settings)).toEqual(unavailable);
    expect(slept).toEqual([1_000, 2_000, 4_000]);
  });

  it('between two pages does not spoil the reading', async () => {
    const { admin, organisation, reader, ctx, settings } = await dynamicsStack();
    admin.addContacts(organisation.host, 5_000, () => ({ columns: { lastname: 'X' } }));
    const keys: string[] = [];
    for await (const page of reader.readPeople(ctx, settings)) {
      if (!page.ok) throw new Error(page.error.type);
      if (keys.length === 0) admin.injectFault({ status: 503, when: 'after' });
      keys.push(...page.value.changed.map(({ key }) => key));
    }
    expect(keys).toHaveLength(5_320);
    expect(new Set(keys).size).toBe(5_320);
  });

  it('that asks for a long wait is handed back at once', async () => {
    const { admin, read, slept } = await dynamicsStack();
    admin.injectFault({ status: 429, retryAfter: '250' });
    expect(await read()).toEqual({ pages: [], error: { type: 'throttled', retryAfterSeconds: 250 } });
    expect(slept).toEqual([]);
  });

  it('by Dataverse’s own limits ends when the window has passed', async () => {
    const { admin, reader, ctx, settings, clock } = await dynamicsStack();
    admin.setLimits({ requests: 2 });
    await reader.probe(ctx, settings);
    clock.advance(60_000);
    await reader.probe(ctx, settings);
    const throttled = await reader.probe(ctx, settings);
    expect(throttled).toMatchObject({ error: { type: 'throttled' } });
    const seconds =
      throttled.ok || throttled.error.type !== 'throttled' ? 0 : throttled.error.retryAfterSeconds;
    expect(seconds).toBeGreaterThan(235);
    expect(seconds).toBeLessThanOrEqual(240);
    clock.advance(seconds * 1000);
    expect(await reader.probe(ctx, settings)).toMatchObject({ ok: true });
  });
});

describe('an answer that is none of Dataverse’s', () => {
  const answering = async (status: number, headers: Record<string, string>, body: string) => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      // Status 0 stands for silence.
      if (status !== 0) response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { clock, ctx, settings } = await dynamicsStack();
    const { port } = server.address() as AddressInfo;
    const client = makeDynamicsClient({
      tokens: { tokenFor: async () => ok({ accessToken: 'T' }) },
      timeoutMs: 300,
      loopbackUrl: `http://127.0.0.1:${port}`,
    });
    const reader = makeDynamicsReader({ client, clock, sleep: async () => {} });
    const pages = await Array.fromAsync(reader.readPeople(ctx, settings));
    return { pages, seen };
  };

  it.each([
    [200, {}, '<html>Sign in</html>'],
    [200, {}, '{"value":[{"name":"no contact"}]}'],
    [200, {}, '{"value":[]}'],
    [200, {}, '{"value":[],"@odata.nextLink":"https://evil.example/api/data/v9.2/contacts?$skiptoken=1"}'],
    [400, {}, '{"error":{"code":"0x80060888","message":"…"}}'],
    [0, {}, ''],
    [302, { location: 'http://127.0.0.1:1/steal' }, ''],
  ])('(%i %j %s) is unavailability, never fewer contacts', async (status, headers, body) => {
    const { pages } = await answering(status, headers, body);
    expect(pages.at(-1)).toEqual(unavailable);
  });

  it('with a next link to another host takes no token there', async () => {
    const next = { value: [], '@odata.nextLink': 'https://evil.example/api/data/v9.2/contacts?$skiptoken=1' };
    const { seen } = await answering(200, {}, JSON.stringify(next));
    expect(seen).toEqual(['Bearer T']);
  });
});
