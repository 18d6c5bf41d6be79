import { createHmac } from 'node:crypto';
import type { Random } from '../kernel/ids.ts';

/** [H3] What a provider sends its partner: 256 random bits, shown once. Only its keyed hash is kept. */
const prefix = 'sh_';
const form = /^sh_[A-Za-z0-9_-]{43}$/;

export const newCapability = (random: Random): string =>
  prefix + Buffer.from(random.bytes(32)).toString('base64url');

export const isCapability = (text: string): boolean => form.test(text);

/** HMAC with a key of the vault, hex: whoever reads the tables cannot test guesses against it. */
export type HashCapability = (capability: string) => Promise<string>;

export const makeHashCapability =
  (key: () => Promise<Uint8Array>): HashCapability =>
  async (capability) =>
    createHmac('sha256', await key())
      .update(capability)
      .digest('hex');
