import { createHash } from 'node:crypto';

const longestKey = 128;
const prefix = 'sha256.';

/**
 * Key of a contact of a mailbox: its immutable id, as it stays the same within the mailbox. Exchange's have 72 characters
 * today, of which nothing is promised: one without room in a key gives way to its hash.
 */
export const contactKey = (id: string): string =>
  id.length <= longestKey ? id : `${prefix}${createHash('sha256').update(id).digest('base64url')}`;

/** Undefined where the key is a hash: such a contact cannot be asked for. */
export const contactIdOf = (key: string): string | undefined => (key.startsWith(prefix) ? undefined : key);
