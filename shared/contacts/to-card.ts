import { type Card, cardFields } from './card.ts';
import type { Contact } from './contact.ts';
import { fieldLengths, fitted } from './field-lengths.ts';
import type { FieldPolicy } from './field-policy.ts';
import { cardLimits, placeNumbers } from './place-numbers.ts';

/** Something of a contact that a card has no room for. Carries no personal data: it is shown in reports. */
export interface TrimReport {
  /** The contact's. */
  readonly key: string;
  readonly field: keyof Card;
  /** Entries left out of a list, or characters cut from a text. */
  readonly dropped: number;
}

export interface CardOptions {
  readonly policy: FieldPolicy;
  /** The manager's display name; shown only if the policy lets it. */
  readonly managerName?: string;
}

/**
 * The card of a contact: what the policy lets out [H4], within Graph's limits, numbers in E.164. Unusable numbers are left
 * out here and counted by `qualityOf`. Every field is present, null or [] where there is nothing.
 */
export const toCard = (
  contact: Contact,
  { policy, managerName }: CardOptions,
): { card: Card; trimmed: readonly TrimReport[] } => {
  const dropped = new Map<keyof Card, number>();
  const text = (field: keyof Card, value: string | undefined, longest: number): string | null => {
    const trimmed = value?.trim() ?? '';
    const kept = fitted(trimmed, longest) ?? null;
    dropped.set(field, (dropped.get(field) ?? 0) + trimmed.length - (kept ?? '').length);
    return kept;
  };
  const shared = (isShared: boolean, value: string | undefined) => (isShared ? value : undefined);

  const { numbers, dropped: withoutPlace } = placeNumbers(contact, policy);
  for (const [field, count] of Object.entries(withoutPlace)) dropped.set(field as keyof Card, count);

  const emails = policy.emails ? contact.emails : [];
  dropped.set('emailAddresses', Math.max(0, emails.length - cardLimits.emailAddresses));

  const companyName = text(
    'companyName',
    shared(policy.company, contact.companyName),
    fieldLengths.companyName,
  );
  const names = [contact.givenName, contact.surname];
  const displayName =
    text('displayName', firstOf(contact.displayName, joined(names, ' ')), fieldLengths.displayName) ??
    companyName ??
    emails[0]?.split('@')[0] ??
    // Last of all the number itself, so that a nameless line can still be told from the next in a list.
    numbers.businessPhones[0] ??
    numbers.mobilePhone ??
    '';
  const address = policy.businessAddress ? contact.businessAddress : undefined;
  const part = (value: string | undefined, longest: number) => text('businessAddress', value, longest);

  const card: Card = {
    displayName,
    fileAs: text('fileAs', firstOf(joined([...names].reverse(), ', '), displayName), fieldLengths.fileAs),
    givenName: text('givenName', contact.givenName, fieldLengths.givenName),
    surname: text('surname', contact.surname, fieldLengths.surname),
    companyName,
    department: text('department', shared(policy.department, contact.department), fieldLengths.department),
    jobTitle: text('jobTitle', shared(policy.jobTitle, contact.jobTitle), fieldLengths.jobTitle),
    officeLocation: text(
      'officeLocation',
      shared(policy.officeLocation, contact.officeLocation),
      fieldLengths.officeLocation,
    ),
    manager: text('manager', shared(policy.manager, managerName), fieldLengths.manager),
    emailAddresses: emails
      .slice(0, cardLimits.emailAddresses)
      .map((address) => ({ address, name: displayName })),
    ...numbers,
    businessAddress: {
      street: part(address?.street, fieldLengths.street),
      city: part(address?.city, fieldLengths.city),
      state: part(address?.state, fieldLengths.state),
      postalCode: part(address?.postalCode, fieldLengths.postalCode),
      countryOrRegion: part(address?.country, fieldLengths.country),
    },
  };
  const trimmed = cardFields.flatMap((field): TrimReport[] => {
    const count = dropped.get(field) ?? 0;
    return count > 0 ? [{ key: contact.key, field, dropped: count }] : [];
  });
  return { card, trimmed };
};

const joined = (parts: readonly (string | undefined)[], separator: string): string =>
  parts
    .map((part) => part?.trim() ?? '')
    .filter((part) => part !== '')
    .join(separator);

const firstOf = (...texts: readonly (string | undefined)[]): string | undefined =>
  texts.find((text) => text !== undefined && text.trim() !== '');
