import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import type { KeyedHashes } from '../kernel/keyed-hashes.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { mostDevices } from './seat.ts';

/** [L6] What a company gives its managed devices: good for enrolling its own users, until it expires. */
export const enrolmentTokenSchema = z.strictObject({
  id: z.guid(),
  /** Keyed hash of the token's text, which is shown once and kept nowhere. */
  hash: z.string(),
  keyNumber: z.int(),
  createdAt: z.string(),
  expiresAt: z.string(),
  /** Devices that may be enrolled with it; absent: any number. */
  uses: z.int().min(1).optional(),
  used: z.int().min(0),
  /** Devices that a user may have. */
  deviceLimit: z.int().min(1).max(mostDevices),
  revokedAt: z.string().optional(),
});

export type EnrolmentToken = z.infer<typeof enrolmentTokenSchema>;
export type EnrolmentTokenStore = EntityStore<EnrolmentToken>;

const prefix = 'en_';
const form = /^en_[A-Za-z0-9_-]{64}$/;
const idBytes = 16;

/** The token's id, 16 bytes, and 256 random bits. */
export const tokenText = (id: string, secret: Uint8Array): string =>
  prefix +
  Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), Buffer.from(secret)]).toString('base64url');

/** The id that a text names; undefined for what is no token. */
export const tokenIdOf = (text: string): string | undefined => {
  if (!form.test(text)) return undefined;
  const hex = Buffer.from(text.slice(prefix.length), 'base64url').subarray(0, idBytes).toString('hex');
  return [8, 12, 16, 20, 32].map((end, n) => hex.slice([0, 8, 12, 16, 20][n], end)).join('-');
};

export const hashToken = async (
  hashes: KeyedHashes,
  ctx: TenantContext,
  text: string,
  keyNumber?: number,
): Promise<Pick<EnrolmentToken, 'hash' | 'keyNumber'>> => {
  const keyed = await hashes.keyedHash(ctx, 'enrolment-token', keyNumber);
  return { hash: keyed.hash(text), keyNumber: keyed.keyNumber };
};

export const tokenStates = ['usable', 'revoked', 'expired', 'used-up'] as const;

export const tokenState = (
  { revokedAt, expiresAt, uses, used }: EnrolmentToken,
  now: string,
): (typeof tokenStates)[number] => {
  if (revokedAt !== undefined) return 'revoked';
  if (expiresAt <= now) return 'expired';
  return uses !== undefined && used >= uses ? 'used-up' : 'usable';
};
