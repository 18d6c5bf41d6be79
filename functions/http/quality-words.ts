import type { PhoneProblem } from '../../shared/contacts/contact.ts';
import type { Texts } from '../../shared/http/language.ts';
import type { SourceKind } from '../../shared/sources/source-settings.ts';

/** [S8] What is wrong with a number, and what to write instead. */
export const problemTexts: Readonly<Record<PhoneProblem, Texts>> = {
  empty: {
    de: 'Es steht keine Ziffer darin. Bitte leeren oder ausfüllen.',
    en: 'There is no digit in it. Please empty it or fill it in.',
  },
  'not-a-number': {
    de: 'Das ist keine Rufnummer. Bitte als +49 89 123456 schreiben oder leeren.',
    en: 'This is no telephone number. Please write it as +49 89 123456 or empty it.',
  },
  internal: {
    de: 'Das ist eine interne Durchwahl. Bitte die ganze Nummer mit Vorwahl schreiben, z. B. +49 89 123456-12.',
    en: 'This is an internal extension. Please write the whole number with its area code, e.g. +49 89 123456-12.',
  },
  'no-area-code': {
    de: 'Die Vorwahl fehlt. Bitte ergänzen, z. B. +49 89 123456.',
    en: 'The area code is missing. Please add it, e.g. +49 89 123456.',
  },
  'short-code': {
    de: 'Das ist eine Notruf- oder Dienstenummer, von der niemand anruft. Bitte eine andere angeben.',
    en: 'This is an emergency or service number that nobody calls from. Please give another one.',
  },
  'several-numbers': {
    de: 'In einem Feld stehen mehrere Nummern. Bitte auf mehrere Felder verteilen.',
    en: 'There are several numbers in one field. Please put each into a field of its own.',
  },
  'too-long': { de: 'Die Nummer ist zu lang. Bitte prüfen.', en: 'The number is too long. Please check it.' },
  'too-short': {
    de: 'Die Nummer ist zu kurz. Bitte prüfen.',
    en: 'The number is too short. Please check it.',
  },
  'unknown-country': {
    de: 'Die Landesvorwahl gibt es nicht. Bitte prüfen.',
    en: 'There is no such country code. Please check it.',
  },
};

/** Where the entries of a source are corrected. */
export const placeTexts: Readonly<Record<SourceKind, Texts>> = {
  'entra-id': {
    de: 'Im Microsoft Entra Admin Center unter „Benutzer“, Eigenschaften „Kontaktinformationen“; bei synchronisierten Konten im lokalen Active Directory.',
    en: 'In the Microsoft Entra admin center under “Users”, properties “Contact information”; of synchronised accounts in the local Active Directory.',
  },
  'active-directory': {
    de: 'In „Active Directory-Benutzer und -Computer“, Register „Allgemein“ und „Rufnummern“.',
    en: 'In “Active Directory Users and Computers”, tabs “General” and “Telephones”.',
  },
  'dynamics-365': {
    de: 'In Dynamics 365 beim Kontakt selbst.',
    en: 'In Dynamics 365, at the contact itself.',
  },
  'office-365': {
    de: 'In Outlook unter „Personen“, durch den Benutzer selbst.',
    en: 'In Outlook under “People”, by the user himself.',
  },
  'exchange-online': {
    de: 'Im Exchange Admin Center unter „Empfänger“, „Kontakte“.',
    en: 'In the Exchange admin center under “Recipients”, “Contacts”.',
  },
  'company-list': { de: 'In der Firmenliste selbst.', en: 'In the company list itself.' },
  'shared-mailbox': {
    de: 'In Outlook unter „Personen“ des freigegebenen Postfachs.',
    en: 'In Outlook under “People” of the shared mailbox.',
  },
};
