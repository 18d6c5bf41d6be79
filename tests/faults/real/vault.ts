import { onTestFinished } from 'vitest';
import { type KeyVaultEmulator, startKeyVaultEmulator } from '../../../local/emulators/key-vault/server.ts';
import { makeCredential } from '../../../shared/adapters/credential.ts';
import { makeCachedSecrets } from '../../../shared/adapters/key-vault/cached-secrets.ts';
import { makeKeyWrapper } from '../../../shared/adapters/key-vault/data-keys.ts';
import { makeSecrets } from '../../../shared/adapters/key-vault/secrets.ts';
import { systemRandom, tenantId } from '../../../shared/kernel/ids.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import { systemContext } from '../../../shared/kernel/tenant-context.ts';
import type { SourceReaders } from '../../../shared/sources/source-readers.ts';
import { makeComposedApp } from '../../support/composed-app.ts';
import { makeTestClock } from '../../support/mailbox-run.ts';
import { testTables } from '../../support/tables.ts';
import { openTornWire } from '../../support/torn-wire.ts';
import { makeAuthenticate } from '../simulation/world/callers.ts';
import { onboardTenant } from './onboard.ts';

const timeoutMs = 250;
const person = {
  key: 'a',
  displayName: 'Anna Berger',
  emails: [],
  businessPhones: ['089 123456-12'],
  enabled: true,
  hidden: false,
};

/** Shared by the tests of a file: to make its key takes a while. */
export const startVault = (): Promise<KeyVaultEmulator> =>
  startKeyVaultEmulator({
    port: 0,
    stateFile: ':memory:',
    clock: makeTestClock(),
    keys: ['data-keys'],
    secrets: {},
  });

/**
 * Two instances of the composed application, one after the other, over Azurite and over the real adapters of a vault at
 * the end of a wire that can tear. A source is read by whoever knows its password.
 */
export const makeVaultWorld = async (emulator: KeyVaultEmulator) => {
  const clock = makeTestClock();
  const wire = await openTornWire(Number(new URL(emulator.url).port));
  onTestFinished(() => emulator.admin.clearFaults());
  const vaultUrl = `http://127.0.0.1:${wire.port}`;
  const options = {
    vaultUrl,
    credential: makeCredential({ insecureLoopback: true }, vaultUrl),
    insecureLoopback: true,
    timeoutMs,
    // The product's own patience is tried here; the SDK's would wait in real time.
    maxRetries: 0,
  };
  const tables = await testTables();
  /** With what passwords the source was asked. */
  const passwords: (string | undefined)[] = [];
  const rightOnes = new Set(['one', 'two']);
  const reader: NonNullable<SourceReaders['active-directory']> = {
    readPeople: async function* (_ctx, { password }) {
      passwords.push(password);
      if (password === undefined || !rightOnes.has(password))
        yield err({ type: 'source-refused', reason: 'wrong-credentials' });
      else
        yield ok({
          changed: [person],
          removed: [],
        });
    },
    probe: async () => ok(undefined),
  };
  const open = () =>
    makeComposedApp({
      table: (name) => tables[name],
      authenticate: makeAuthenticate(),
      clock,
      operatorTenantId: systemRandom.id(),
      readers: { 'active-directory': reader },
      secrets: makeCachedSecrets(makeSecrets({ ...options, pollIntervalMs: 5 }), { clock, ttlMs: 300_000 }),
      keyWrapper: makeKeyWrapper({ ...options, keyName: 'data-keys' }),
    });
  const company = systemRandom.id();
  const ctx = systemContext(tenantId(company), 'vault');

  /** Delivers what is due and goes on to what is due later, until nothing more is to come. */
  const settle = async (app: ReturnType<typeof open>): Promise<void> => {
    for (let rounds = 0; rounds < 100; rounds++) {
      await app.settle();
      const due = app.bus.sent.flatMap(({ notBefore = 0 }) => (notBefore > clock.now() ? [notBefore] : []));
      if (due.length === 0) return;
      clock.advance(Math.min(...due) - clock.now());
    }
    throw new Error('it has no end');
  };

  const first = open();
  await onboardTenant(first, clock, company, 'Vault AG');
  return {
    clock,
    wire,
    admin: emulator.admin,
    company,
    ctx,
    passwords,
    first,
    /** Another one, that remembers nothing. */
    open,
    settle,
    /** What is in the vault of this company, by asking the vault itself. */
    secrets: async (): Promise<readonly string[]> => {
      const answer = await fetch(`${emulator.url}/secrets?api-version=7.6&maxresults=25`, {
        headers: { authorization: 'Bearer test' },
      });
      const { value } = (await answer.json()) as { readonly value: readonly { readonly id: string }[] };
      return value.map(({ id }) => id).filter((id) => id.includes(company));
    },
  };
};

export type VaultWorld = Awaited<ReturnType<typeof makeVaultWorld>>;
