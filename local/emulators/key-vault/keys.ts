import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { notEmulated, VaultError } from './errors.ts';
import type { Objects, ObjectVersion } from './objects.ts';
import { attributesSchema, mergeAttributes, tagsSchema } from './wire.ts';

const generate = promisify(generateKeyPair);

export const keyOperations = ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'] as const;
export type KeyOperation = (typeof keyOperations)[number];

export interface KeyContent {
  /** PKCS #8, PEM. Never leaves the vault. */
  readonly privatePem: string;
  readonly size: number;
  readonly operations: readonly string[];
}
export type VaultKey = ObjectVersion<KeyContent>;

export const createKeySchema = z.object({
  kty: z.string(),
  key_size: z.literal([2048, 3072, 4096]).nullish(),
  key_ops: z.array(z.string()).nullish(),
  attributes: attributesSchema,
  tags: tagsSchema,
});

/** Creates a key or, under a name that exists, its next version. RSA only. */
export async function createKey(
  keys: Objects<KeyContent>,
  name: string,
  request: z.output<typeof createKeySchema>,
): Promise<VaultKey> {
  if (request.kty !== 'RSA') throw notEmulated(`keys of type ${request.kty}`);
  const size = request.key_size ?? 2048;
  const { privateKey } = await generate('rsa', { modulusLength: size });
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return keys.add(name, {
    content: { privatePem, size, operations: request.key_ops ?? keyOperations },
    attributes: mergeAttributes(request.attributes),
    tags: request.tags ?? {},
  });
}

/** The public half as a JSON Web Key. */
export const publicJwk = ({ content }: VaultKey) => {
  const { n, e } = createPublicKey(content.privatePem).export({ format: 'jwk' });
  return { kty: 'RSA', key_ops: content.operations, n, e };
};

/** What a key outside its validity may still do: read what it protected earlier. */
const readingOperations: readonly KeyOperation[] = ['decrypt', 'unwrapKey', 'verify'];

/** The private key for an operation; throws Forbidden as the key's state and permissions demand. */
export function keyFor(operation: KeyOperation, key: VaultKey, clock: Clock): KeyObject {
  const { enabled, nbf, exp } = key.attributes;
  if (!enabled)
    throw new VaultError(
      403,
      'Forbidden',
      `Operation ${operation} is not allowed on a disabled key.`,
      'KeyDisabled',
    );
  const now = clock.now() / 1000;
  if (!readingOperations.includes(operation)) {
    if (exp !== undefined && exp <= now)
      throw new VaultError(
        403,
        'Forbidden',
        `Operation ${operation} is not allowed on an expired key.`,
        'KeyExpired',
      );
    if (nbf !== undefined && nbf > now)
      throw new VaultError(403, 'Forbidden', `Operation ${operation} is not allowed yet.`, 'KeyNotYetValid');
  }
  if (!key.content.operations.includes(operation))
    throw new VaultError(
      403,
      'Forbidden',
      `Operation ${operation} is not permitted on this key.`,
      'KeyOperationForbidden',
    );
  return createPrivateKey(key.content.privatePem);
}
