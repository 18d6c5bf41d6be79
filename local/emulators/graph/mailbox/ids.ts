import { createHash } from 'node:crypto';

/** What an Exchange id stands for. Folder ids stay; a contact's default id changes with each move, its immutable one never. */
export type ItemId =
  | { readonly kind: 'folder'; readonly num: number }
  | { readonly kind: 'contact'; readonly num: number; readonly moves: number }
  | { readonly kind: 'immutable'; readonly num: number };

const kinds = ['folder', 'contact', 'immutable'] as const;
/** "AAMk" and "AAkALg" are how such ids begin in Exchange. */
const mutablePrefix = Buffer.from('AAMkAD', 'base64');
const immutablePrefix = Buffer.from('AAkALgAA', 'base64');

const lengthOf = (kind: ItemId['kind']): number => (kind === 'immutable' ? 54 : 113);

/** Builds and reads the ids of one mailbox: 152 characters, immutable ones 72, case-sensitive, equal but for their end. */
export function idsOf(tenantId: string, userId: string) {
  const filling = createHash('sha512').update(`${tenantId}/${userId}`).digest();

  function encode(id: ItemId): string {
    const tail = Buffer.alloc(11);
    tail.writeUInt8(kinds.indexOf(id.kind), 0);
    tail.writeUInt32BE(id.num, 1);
    tail.writeUInt32BE(id.kind === 'contact' ? id.moves : 0, 5);
    const head = id.kind === 'immutable' ? immutablePrefix : mutablePrefix;
    const body = Buffer.concat([head, filling, filling], lengthOf(id.kind) - tail.length);
    return Buffer.concat([body, tail]).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  }

  /** null for what was not made by `encode` for this very mailbox. */
  function decode(text: string): ItemId | null {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length < 11) return null;
    const tail = bytes.subarray(-11);
    const kind = kinds[tail.readUInt8(0)];
    const num = tail.readUInt32BE(1);
    const moves = tail.readUInt32BE(5);
    if (kind === undefined) return null;
    const id: ItemId = kind === 'contact' ? { kind, num, moves } : { kind, num };
    return encode(id) === text ? id : null;
  }

  return { encode, decode };
}

export type MailboxIds = ReturnType<typeof idsOf>;

/** Changes with every write of the item. */
export const changeKeyOf = (num: number, version: number): string => {
  const bytes = Buffer.alloc(30);
  bytes.set(Buffer.from('EQAAABYAAAA', 'base64'));
  bytes.writeUInt32BE(num, 18);
  bytes.writeUInt32BE(version, 26);
  return bytes.toString('base64');
};
