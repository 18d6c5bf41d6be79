import type { Card } from './card.ts';
import type { Contact, PhoneKind } from './contact.ts';
import type { FieldPolicy } from './field-policy.ts';

/** How many a contact of Microsoft Graph takes. */
export const cardLimits = { businessPhones: 2, homePhones: 2, mobilePhone: 1, emailAddresses: 3 } as const;

export interface PlacedNumbers {
  readonly numbers: Pick<Card, 'businessPhones' | 'homePhones' | 'mobilePhone'>;
  /** How many of each kind found no place. */
  readonly dropped: Readonly<Record<'businessPhones' | 'homePhones' | 'mobilePhone', number>>;
}

/**
 * The usable numbers in the places that Graph has, by E.164. Every kind fills its own places first, in the order given;
 * then mobile numbers that are left over take free business places, then free home places; then other numbers the same.
 * The policy looks at what a number is, not at where it ends up. Fax numbers are never written: nobody calls from them.
 */
export const placeNumbers = (contact: Contact, policy: FieldPolicy): PlacedNumbers => {
  const of = (kind: PhoneKind, shared: boolean): string[] =>
    shared
      ? [...new Set(contact.phones.flatMap((p) => (p.kind === kind && p.e164 !== null ? [p.e164] : [])))]
      : [];
  const business = of('business', policy.businessPhones);
  const home = of('home', policy.homePhones);
  const mobile = of('mobile', policy.mobilePhone);
  const other = of('other', policy.businessPhones);

  const businessPhones = business.splice(0, cardLimits.businessPhones);
  const homePhones = home.splice(0, cardLimits.homePhones);
  const [mobilePhone = null] = mobile.splice(0, cardLimits.mobilePhone);

  const placed = () => [...businessPhones, ...homePhones, mobilePhone];
  const settle = (left: string[]): number => {
    const unplaced = left.filter((number) => !placed().includes(number));
    businessPhones.push(...unplaced.splice(0, cardLimits.businessPhones - businessPhones.length));
    homePhones.push(...unplaced.splice(0, cardLimits.homePhones - homePhones.length));
    return unplaced.length;
  };
  const mobileDropped = settle(mobile);
  const otherDropped = settle(other);

  return {
    numbers: { businessPhones, homePhones, mobilePhone },
    dropped: {
      businessPhones: business.length + otherDropped,
      homePhones: home.length,
      mobilePhone: mobileDropped,
    },
  };
};
