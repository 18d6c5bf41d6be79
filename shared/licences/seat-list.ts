import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import { isGuid } from '../kernel/ids.ts';

/**
 * The mailboxes of one import: with a seat, and waiting for one. 16 bytes each, so that 5,000 take 80 KB of a row's
 * 1 MiB.
 */
export const seatListSchema = z.strictObject({
  importId: z.string(),
  seats: z.base64(),
  waiting: z.base64(),
});

export type SeatList = z.infer<typeof seatListSchema>;
export type SeatListStore = EntityStore<SeatList>;
export const seatListId = ({ importId }: Pick<SeatList, 'importId'>): string => importId;

/** As many as fit into a row, also where it is weighed in base64. Mailboxes beyond get no seat. */
export const mostMailboxes = 45_000;

const bytes = 16;

/** Throws on what is no Entra object id. */
export const packMailboxes = (mailboxes: readonly string[]): string =>
  Buffer.concat(
    mailboxes.map((id) => {
      if (!isGuid(id)) throw new Error('a mailbox is not named by an object id');
      return Buffer.from(id.replaceAll('-', ''), 'hex');
    }),
  ).toString('base64');

/** In the order in which they were packed, lower-case. */
export const unpackMailboxes = (packed: string): readonly string[] => {
  const hex = Buffer.from(packed, 'base64').toString('hex');
  const ids: string[] = [];
  for (let at = 0; at < hex.length; at += bytes * 2) {
    const id = hex.slice(at, at + bytes * 2);
    ids.push(`${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`);
  }
  return ids;
};

/** Of sorted lists; the same mailboxes, seated the same, have the same hash. */
export const seatHash = (seats: readonly string[], waiting: readonly string[]): string =>
  createHash('sha256')
    .update(`${seats.join('\n')}\n\n${waiting.join('\n')}`)
    .digest('base64url')
    .slice(0, 22);

/** Each mailbox once, lower-case, sorted: Entra's ids come in either case. */
export const eachOnce = (mailboxes: Iterable<string>): readonly string[] =>
  [...new Set([...mailboxes].map((id) => id.toLowerCase()))].sort();
