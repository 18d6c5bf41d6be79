import { type CryptoKey, importJWK } from 'jose';
import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { Unavailable } from '../../kernel/failures.ts';
import { err, ok, type Result } from '../../kernel/result.ts';

/** A public key of Entra and the issuer whose tokens it may sign, with `{tenantid}` for any. */
export interface SigningKey {
  readonly key: CryptoKey;
  readonly issuer: string;
}

/** The key of this id; undefined: Entra has none. */
export type SigningKeys = (kid: string) => Promise<Result<SigningKey | undefined, Unavailable>>;

export interface SigningKeysOptions {
  /** E.g. `https://login.microsoftonline.com/common/discovery/v2.0/keys`. */
  readonly keySetUrl: string;
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
}

/** Entra rolls its keys over and may withdraw one: nothing older is trusted. */
const keepMs = 24 * 60 * 60 * 1000;
/** Made-up key ids must not turn us into a load on Entra. */
const unknownKeyPauseMs = 5 * 60 * 1000;
/** Without any key nobody is served: ask again soon, but not with every request. */
const failurePauseMs = 10 * 1000;
const timeoutMs = 5_000;

const jwkSchema = z.object({
  kty: z.literal('RSA'),
  use: z.literal('sig').optional(),
  kid: z.string().min(1),
  n: z.string(),
  e: z.string(),
  issuer: z.string(),
});
const keySetSchema = z.object({ keys: z.array(z.unknown()).min(1).max(100) });

const unavailable = err({ type: 'unavailable', service: 'entra-keys' } as const);

/** Entra's signing keys, fetched when needed and never twice at once. */
export const makeSigningKeys = (options: SigningKeysOptions): SigningKeys => {
  const { clock, keySetUrl, fetch: send = fetch } = options;
  let known: ReadonlyMap<string, SigningKey> | undefined;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let failed = false;
  let under: Promise<void> | undefined;

  const refresh = (): Promise<void> => {
    triedAt = clock.now();
    under ??= fetchKeySet(send, keySetUrl)
      .then(
        (keys) => {
          known = keys;
          fetchedAt = triedAt;
          failed = false;
        },
        () => {
          failed = true;
        },
      )
      .finally(() => {
        under = undefined;
      });
    return under;
  };

  const current = (): ReadonlyMap<string, SigningKey> | undefined =>
    clock.now() - fetchedAt < keepMs ? known : undefined;

  return async (kid) => {
    if (under !== undefined && current()?.has(kid) !== true) await under;
    if (current() === undefined && clock.now() - triedAt >= failurePauseMs) await refresh();
    if (current()?.has(kid) === false && clock.now() - triedAt >= unknownKeyPauseMs) await refresh();
    const keys = current();
    if (keys === undefined) return unavailable;
    const found = keys.get(kid);
    // The newest set could not be had: the key may be in it.
    return found === undefined && failed ? unavailable : ok(found);
  };
};

const fetchKeySet = async (send: typeof fetch, url: string): Promise<ReadonlyMap<string, SigningKey>> => {
  const response = await send(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`key set: ${response.status}`);
  const { keys } = keySetSchema.parse(await response.json());
  const imported = await Promise.all(keys.map(importKey));
  const usable = imported.filter((entry) => entry !== undefined);
  if (usable.length === 0) throw new Error('key set: no usable key');
  return new Map(usable);
};

/** One key that we cannot use (another algorithm, no issuer) must not cost us the others. */
const importKey = async (candidate: unknown): Promise<readonly [string, SigningKey] | undefined> => {
  const jwk = jwkSchema.safeParse(candidate);
  if (!jwk.success) return undefined;
  const { kid, kty, n, e, issuer } = jwk.data;
  const key = await importJWK({ kty, n, e }, 'RS256').catch(() => undefined);
  return key === undefined || key instanceof Uint8Array ? undefined : [kid, { key, issuer }];
};
