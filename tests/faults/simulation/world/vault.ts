import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { KeyWrapper } from '../../../../shared/kernel/key-wrapper.ts';

const keyId = 'data-keys/1';
const nonce = Buffer.alloc(12);

/** A key that stays in the vault: what is wrapped opens nowhere else. */
export const makeVault = (wrappingKey: Uint8Array): KeyWrapper => ({
  wrap: async (key) => {
    const cipher = createCipheriv('aes-256-gcm', wrappingKey, nonce);
    return { wrapped: Buffer.concat([cipher.update(key), cipher.final(), cipher.getAuthTag()]), keyId };
  },
  unwrap: async (wrapped) => {
    const decipher = createDecipheriv('aes-256-gcm', wrappingKey, nonce);
    decipher.setAuthTag(wrapped.subarray(-16));
    return Buffer.concat([decipher.update(wrapped.subarray(0, -16)), decipher.final()]);
  },
});
