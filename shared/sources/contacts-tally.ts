import { createHash } from 'node:crypto';
import { canonicalJson } from '../contacts/canonical-json.ts';
import { type Contact, hasUsableNumber } from '../contacts/contact.ts';
import type { ContactsHead } from './source.ts';

/** What a head says of all contacts, in a form to which one contact can be added or taken away. */
export type Tally = Pick<ContactsHead, 'count' | 'withoutNumber' | 'unusableNumbers' | 'version'>;

const bits = 128;
const asHex = (sum: bigint) =>
  BigInt.asUintN(bits, sum)
    .toString(16)
    .padStart(bits / 4, '0');

export const emptyTally: Tally = { count: 0, withoutNumber: 0, unusableNumbers: 0, version: asHex(0n) };

const hashOf = (contact: Contact): bigint =>
  BigInt(
    `0x${createHash('sha256')
      .update(canonicalJson(contact))
      .digest('hex')
      .slice(0, bits / 4)}`,
  );

/**
 * The tally after a contact was replaced by another, came (`before` absent) or went (`after` absent). The version is the
 * sum of all contacts' hashes, so it depends on neither their order nor the way there.
 */
export const tallied = (tally: Tally, before: Contact | undefined, after: Contact | undefined): Tally => {
  const add = (from: Tally, contact: Contact | undefined, sign: 1 | -1): Tally =>
    contact === undefined
      ? from
      : {
          count: from.count + sign,
          withoutNumber: from.withoutNumber + (hasUsableNumber(contact) ? 0 : sign),
          unusableNumbers:
            from.unusableNumbers + sign * contact.phones.filter(({ e164 }) => e164 === null).length,
          version: asHex(BigInt(`0x${from.version}`) + BigInt(sign) * hashOf(contact)),
        };
  return add(add(tally, before, -1), after, 1);
};
