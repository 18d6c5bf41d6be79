import { describe, expect, it, onTestFinished } from 'vitest';
import { makeServiceAccountKey, serviceAccountOf } from '../../local/emulators/app-stores/google-keys.ts';
import { startAppStores } from '../../local/emulators/app-stores/server.ts';
import { makePlayClient } from '../../shared/adapters/google/play-client.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { makeMemoryPlay, type PlaySubscription } from './memory-play.ts';
import { playContract } from './play-contract.ts';

const packageName = 'example.switchboard.app';

const overTheEmulator = async () => {
  const account = serviceAccountOf(makeServiceAccountKey('play@switchboard.iam.gserviceaccount.com'));
  const emulator = await startAppStores({
    port: 0,
    clock: systemClock,
    packageName,
    account,
    pushAccount: 'play-push@switchboard.iam.gserviceaccount.com',
    publicUrl: 'https://api.switchboard.example',
  });
  onTestFinished(() => emulator.close());
  const client = makePlayClient({
    accountKey: async () => account.keyFile,
    loopbackUrl: emulator.url,
    timeoutMs: 5000,
  });
  const put = (token: string, purchase: PlaySubscription) =>
    void emulator.purchases.set(token, { ...purchase });
  return { emulator, publisher: await client(), packageName, put };
};

describe('Google’s client over the emulator', () => {
  playContract(overTheEmulator);

  it.each([429, 500, 503])('[L5] throws a refusal with its status %i', async (status) => {
    const { emulator, publisher } = await overTheEmulator();
    emulator.failNext({ match: 'subscriptionsv2', status });
    await expect(publisher.purchases.subscriptionsv2.get({ packageName, token: 't1' })).rejects.toMatchObject(
      { status },
    );
  });
});

describe('the memory double', () => {
  playContract(async () => {
    const kept = new Map<string, PlaySubscription>();
    const put = (token: string, purchase: PlaySubscription) => void kept.set(token, purchase);
    return { publisher: makeMemoryPlay(packageName, (token) => kept.get(token), put), packageName, put };
  });
});
