import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyVaultEmulator } from '../../local/emulators/key-vault/server.ts';
import { ask } from './real/ask.ts';
import { makeVaultWorld, startVault, type VaultWorld } from './real/vault.ts';
import { everyNth } from './simulation/extent.ts';

let vault: KeyVaultEmulator;
beforeAll(async () => {
  vault = await startVault();
});
afterAll(() => vault.close());

type Strike = (world: VaultWorld) => void;

interface Requests {
  /** As the emulator sees them. */
  readonly match: string;
  /** As the wire does. */
  readonly on: RegExp;
}
const requests = (match: string, on = new RegExp(match)): Requests => ({ match, on });

const operations: Readonly<Record<string, Requests>> = {
  // The first one of all is without a body: the vault answers it with its challenge.
  'a password is put away': requests('PUT /secrets/', /"value":"(one|two)"/),
  'a password is looked up': requests('GET /secrets/'),
  'a password is deleted': requests('DELETE /secrets/'),
  // The client wraps by itself, with the public half of the newest version.
  'a key is wrapped': requests('GET /keys/data-keys'),
  'a key is unwrapped': requests('POST /keys/.*/unwrapkey'),
};

const kinds: Readonly<Record<string, (requests: Requests) => Strike>> = {
  '429 with seconds':
    ({ match }) =>
    ({ admin }) =>
      admin.injectFault({ match, status: 429, retryAfter: '7' }),
  '503 before the effect':
    ({ match }) =>
    ({ admin }) =>
      admin.injectFault({ match, status: 503, times: 2 }),
  '500 after the effect':
    ({ match }) =>
    ({ admin }) =>
      admin.injectFault({ match, status: 500, when: 'after' }),
  'a connection torn before':
    ({ on }) =>
    ({ wire }) =>
      wire.tear({ on, how: 'before' }),
  'the answer lost':
    ({ on }) =>
    ({ wire }) =>
      wire.tear({ on, how: 'after' }),
  'no answer':
    ({ on }) =>
    ({ wire }) =>
      wire.tear({ on, how: 'silence' }),
};

const body = {
  kind: 'active-directory',
  settings: {
    server: 'dc1.firma.example',
    domain: 'firma.example',
    baseDn: 'DC=firma,DC=example',
    userName: 'reader@firma.example',
  },
  password: 'one',
};

/** A source is created, read, given another password by another instance, read by it, and deleted. */
const play = async (world: VaultWorld): Promise<void> => {
  const { first, open, clock, company, settle, passwords, secrets } = world;
  const created = await ask({ app: first, clock }, company, 'POST', '/v1/sources', body);
  expect(created).toMatchObject({ status: 201 });
  const path = `/v1/sources/${created.json.id}`;
  await settle(first);
  const next = { app: open(), clock };
  expect(await ask(next, company, 'GET', path)).toMatchObject({ json: { state: 'ready' } });
  const changed = await ask(next, company, 'PATCH', path, { password: 'two' }, { 'if-match': '*' });
  expect(changed).toMatchObject({ status: 200 });
  await ask(next, company, 'POST', `${path}/refresh?mode=full`);
  await settle(next.app);
  expect(await ask(next, company, 'GET', path)).toMatchObject({ json: { state: 'ready' } });
  expect([passwords[0], passwords.at(-1)]).toEqual(['one', 'two']);
  expect(await ask(next, company, 'DELETE', path)).toMatchObject({ status: 204 });
  await settle(next.app);
  expect(await secrets()).toEqual([]);
};

describe.each(Object.entries(operations))('[S1] when %s,', (_, requested) => {
  it.each(Object.entries(kinds).filter((_kind, n) => n % everyNth === 0))(
    '%s: every password and key arrives, and none stays',
    async (_kind, strikeAt) => {
      const world = await makeVaultWorld(vault);
      strikeAt(requested)(world);
      await play(world);
      expect(world.wire.left(), 'a fault that met nothing').toBe(0);
      expect(vault.admin.faultsLeft(), 'a fault that met nothing').toBe(0);
    },
  );
});

it('[S1] without a fault', async () => {
  await play(await makeVaultWorld(vault));
});
