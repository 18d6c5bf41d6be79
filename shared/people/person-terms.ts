import { normaliseNumber } from '../contacts/normalise-number.ts';
import { type Invalid, invalid } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** By which a person is looked for, as typed. */
export interface TypedTerms {
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  /** Entra object ids and keys of entries. */
  readonly ids: readonly string[];
}

/** The same as they are compared: addresses and ids in lower case, numbers in E.164. */
export interface PersonTerms {
  readonly emails: ReadonlySet<string>;
  readonly phones: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

/** `countryCode` says how national numbers are read. */
export const toTerms = (typed: TypedTerms, countryCode: string): Result<PersonTerms, Invalid> => {
  if (typed.emails.length + typed.phones.length + typed.ids.length === 0) {
    return err(invalid({ pointer: '', rule: 'at-least-one', params: { of: 'emails, phones, ids' } }));
  }
  const phones = typed.phones.map((phone) => normaliseNumber(phone, 'other', countryCode).e164);
  const unreadable = phones.flatMap((phone, n) =>
    phone === null ? [{ pointer: `/phones/${n}`, rule: 'phone-number' }] : [],
  );
  if (unreadable.length > 0) return err(invalid(...unreadable));
  return ok({
    emails: folded(typed.emails),
    phones: new Set(phones.filter((phone) => phone !== null)),
    ids: folded(typed.ids),
  });
};

const folded = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.map((text) => text.trim().toLowerCase()));
