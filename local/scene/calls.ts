import type { SourceKind } from '../../shared/sources/source-settings.ts';
import type { RawContact } from './mailboxes.ts';

/** A number as networks signal it, and whom the seed knows behind it, by the kind of source that knows him. */
export interface Call {
  readonly kind: SourceKind;
  readonly number: string;
  readonly name: string;
}

/** One of each kind; "Tel. 089 99998-819" is what somebody typed for the first, and few of the others are tidier. */
export const calls: readonly Call[] = [
  { kind: 'entra-id', number: '+498999998819', name: "Günther O'Connor" },
  { kind: 'active-directory', number: '+498999998702', name: 'Preuß, Stefan' },
  { kind: 'exchange-online', number: '+41795550104', name: 'Reto Bürgi (Bürgi Werkzeuge AG)' },
  { kind: 'dynamics-365', number: '+492214710108', name: 'Käthe Brandt' },
  { kind: 'company-list', number: '+493023125200', name: 'Aufzug-Störung' },
  { kind: 'shared-mailbox', number: '+498999998402', name: 'Pforte Werk 2' },
  { kind: 'office-365', number: '+496990009202', name: 'Dr. Süß Zahnarzt' },
];

type Callable = Pick<RawContact, 'businessPhones' | 'homePhones' | 'mobilePhone'>;
export const numbersOf = ({ businessPhones, homePhones, mobilePhone }: Callable): readonly string[] => [
  ...(businessPhones ?? []),
  ...(homePhones ?? []),
  ...(mobilePhone ? [mobilePhone] : []),
];

/** What a phone that has these contacts shows when this number calls: all whom it could be. */
export const shownNames = (contacts: readonly RawContact[], number: string): readonly string[] =>
  contacts
    .filter((contact) => numbersOf(contact).includes(number))
    .map(({ displayName }) => displayName ?? '');
