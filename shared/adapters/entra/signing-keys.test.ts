import { exportJWK, generateKeyPair } from 'jose';
import { beforeAll, expect, it } from 'vitest';
import { makeSigningKeys } from './signing-keys.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
let jwk: Record<string, unknown>;

beforeAll(async () => {
  const { publicKey } = await generateKeyPair('RS256', { extractable: true });
  jwk = { ...(await exportJWK(publicKey)), use: 'sig', issuer: 'https://issuer.example/{tenantid}' };
});

/** Entra's key set under a clock to set, with the ids of its keys and a switch to break it. */
const bench = (...ids: string[]) => {
  const state = { now: 1_800_000_000_000, ids, broken: false, fetches: 0, until: Promise.resolve() };
  const keys = makeSigningKeys({
    keySetUrl: 'https://keys.example',
    clock: { now: () => state.now },
    fetch: async () => {
      state.fetches += 1;
      await state.until;
      if (state.broken) throw new TypeError('fetch failed');
      return Response.json({ keys: state.ids.map((kid) => ({ ...jwk, kid })) });
    },
  });
  const ask = async (kid: string) => {
    const found = await keys(kid);
    if (!found.ok) return 'unavailable';
    return found.value === undefined ? 'unknown' : 'known';
  };
  return { state, ask };
};

it('fetches the key set once, whoever asks at the same time', async () => {
  const { state, ask } = bench('a', 'b');
  expect(await Promise.all([ask('a'), ask('b'), ask('a')])).toEqual(['known', 'known', 'known']);
  expect(await ask('b')).toBe('known');
  expect(state.fetches).toBe(1);
});

it('keeps it for 24 hours', async () => {
  const { state, ask } = bench('a');
  await ask('a');
  state.now += day - 1;
  await ask('a');
  expect(state.fetches).toBe(1);
  state.now += 1;
  state.ids = ['b'];
  expect(await ask('a')).toBe('unknown');
  expect(state.fetches).toBe(2);
});

it('looks for an unknown key at most once in 5 minutes, however many ask for however many', async () => {
  const { state, ask } = bench('a');
  await ask('a');
  const many = () => Promise.all(Array.from({ length: 50 }, (_, n) => ask(`made-up-${n}`)));
  expect(new Set(await many())).toEqual(new Set(['unknown']));
  expect(state.fetches).toBe(1);
  state.now += 5 * minute;
  await many();
  await many();
  expect(state.fetches).toBe(2);
  expect(await ask('a')).toBe('known');
});

it('does not look for it a moment before those 5 minutes are over', async () => {
  const { state, ask } = bench('a');
  await ask('a');
  state.ids = ['a', 'b'];
  state.now += 5 * minute - 1;
  expect(await ask('b')).toBe('unknown');
  state.now += 1;
  expect(await ask('b')).toBe('known');
});

it('serves by the keys that it has while it looks for another', async () => {
  const { state, ask } = bench('a');
  await ask('a');
  state.now += 5 * minute;
  const answered = Promise.withResolvers<void>();
  state.until = answered.promise;
  const other = ask('b');
  expect(await ask('a')).toBe('known');
  answered.resolve();
  expect(await other).toBe('unknown');
});

it('asks for JSON, follows nobody elsewhere and does not wait for ever', async () => {
  const requests: RequestInit[] = [];
  const keys = makeSigningKeys({
    keySetUrl: 'https://keys.example',
    clock: { now: () => 0 },
    fetch: async (_url, init = {}) => {
      requests.push(init);
      return Response.json({ keys: [{ ...jwk, kid: 'a' }] });
    },
  });
  await keys('a');
  expect(requests).toMatchObject([{ headers: { accept: 'application/json' }, redirect: 'error' }]);
  expect(requests[0]?.signal).toBeInstanceOf(AbortSignal);
});

it('finds a key that is new', async () => {
  const { state, ask } = bench('a');
  await ask('a');
  state.ids = ['a', 'b'];
  state.now += 5 * minute;
  expect(await Promise.all([ask('b'), ask('b')])).toEqual(['known', 'known']);
  expect(state.fetches).toBe(2);
});

it('cannot tell while the key set is out of reach, and tries again after 10 seconds', async () => {
  const { state, ask } = bench('a');
  state.broken = true;
  expect(await ask('a')).toBe('unavailable');
  expect(await ask('a')).toBe('unavailable');
  expect(state.fetches).toBe(1);
  state.broken = false;
  state.now += 9_999;
  expect(await ask('a')).toBe('unavailable');
  state.now += 1;
  expect(await ask('a')).toBe('known');
});

it('serves by the keys that it has while a new one cannot be looked for', async () => {
  const { state, ask } = bench('a');
  await ask('a');
  state.broken = true;
  state.now += 5 * minute;
  expect(await ask('b')).toBe('unavailable');
  expect(await ask('a')).toBe('known');
  expect(await ask('b')).toBe('unavailable');
  expect(state.fetches).toBe(2);
});

it('is not thrown by a key that it cannot use', async () => {
  const keys = makeSigningKeys({
    keySetUrl: 'https://keys.example',
    clock: { now: () => 0 },
    fetch: async () =>
      Response.json({
        keys: [
          { kty: 'EC', kid: 'x' },
          { ...jwk, kid: 'a' },
          { ...jwk, kid: 'b', n: 'AQAB' },
        ],
      }),
  });
  expect(await keys('a')).toMatchObject({ ok: true, value: { issuer: 'https://issuer.example/{tenantid}' } });
  expect(await keys('x')).toEqual({ ok: true, value: undefined });
});

it.each([
  ['an error', () => Response.json({ keys: [{ ...jwk, kid: 'a' }] }, { status: 500 })],
  ['no key that it can use', () => Response.json({ keys: [{ kty: 'EC', kid: 'a' }] })],
  ['no JSON', () => new Response('<html>')],
  ['no keys', () => Response.json({ keys: [] })],
])('takes %s for out of reach', async (_, answer) => {
  const keys = makeSigningKeys({
    keySetUrl: 'https://k.example',
    clock: { now: () => 0 },
    fetch: async () => answer(),
  });
  expect(await keys('a')).toEqual({ ok: false, error: { type: 'unavailable', service: 'entra-keys' } });
});
