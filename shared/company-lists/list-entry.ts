import { canonicalJson } from '../contacts/canonical-json.ts';
import { type Contact, type Phone, phoneKinds } from '../contacts/contact.ts';
import { type ContactDetails, nameOf } from '../contacts/contact-details.ts';
import { normaliseNumber } from '../contacts/normalise-number.ts';

/** As many as an administrator can keep in order by hand; a load is held in memory whole. */
export const mostEntries = 5000;

/**
 * [S10] What was typed in, as a contact of its list: numbers normalised, each number and address once, numbers in the order
 * of their kinds. `countryCode` is the company's (ISO 3166-1 alpha-2).
 */
export const toEntry = (key: string, given: ContactDetails, countryCode: string): Contact => {
  const { emails, phones, businessAddress, ...texts } = given;
  const numbers = phones.map(({ kind, number }) => normaliseNumber(number, kind, countryCode));
  const address = present(businessAddress ?? {});
  return {
    key,
    ...present({ ...texts, displayName: nameOf(given) }),
    emails: once(emails, (email) => email.toLowerCase()),
    phones: once(inOrder(numbers), ({ kind, original, e164 }) => `${kind} ${e164 ?? original}`),
    ...(Object.keys(address).length === 0 ? {} : { businessAddress: address }),
    enabled: true,
    hidden: false,
  };
};

/** What tells two entries apart, beside their keys. */
export const contentOf = ({ key: _key, ...content }: Contact): string => canonicalJson(content);

/** Changes with everything that is kept of the entry. */
export const entryEtag = (entry: Contact): string => canonicalJson(entry);

const collator = new Intl.Collator('de');
const orderOf = (entry: Contact): string => entry.displayName ?? '';

/** Names as a German telephone book has them; of the same name in the order of their keys. */
export const byName = (entries: readonly Contact[]): readonly Contact[] =>
  entries.toSorted((a, b) => collator.compare(orderOf(a), orderOf(b)) || (a.key < b.key ? -1 : 1));

const inOrder = (phones: readonly Phone[]): readonly Phone[] =>
  phoneKinds.flatMap((kind) => phones.filter((phone) => phone.kind === kind));

const once = <Item>(items: readonly Item[], sameness: (item: Item) => string): Item[] => [
  ...new Map(items.toReversed().map((item) => [sameness(item), item])).values().toArray().reverse(),
];

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

const present = <T extends object>(fields: T): Present<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
