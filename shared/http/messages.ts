import type { FieldProblem } from '../kernel/failures.ts';
import type { Language } from '../kernel/tenant-context.ts';
import { fill, type Texts } from './language.ts';

/**
 * What a broken rule of a field is in words: the rule, and the way out. `FieldProblem.rule` names an entry, its `params`
 * fill the places. A schema raises one of its own by giving the name as zod's error text: `z.string().regex(…, 'time-of-day')`.
 */
export const ruleTexts = {
  // Presence and type
  required: { de: 'Diese Angabe fehlt. Bitte ergänzen.', en: 'This is missing. Please add it.' },
  'unknown-field': {
    de: 'Diese Angabe ist hier nicht bekannt. Bitte weglassen oder die Schreibweise prüfen.',
    en: 'This is not known here. Please leave it out or check its spelling.',
  },
  'duplicate-field': {
    de: 'Diese Angabe kommt mehrfach vor. Bitte nur einmal senden.',
    en: 'This is given more than once. Please send it only once.',
  },
  'no-body': {
    de: 'Dieser Aufruf nimmt keinen Inhalt an. Bitte ohne Inhalt senden.',
    en: 'This call takes no body. Please send it without one.',
  },
  type: {
    de: 'Erwartet wird der JSON-Typ {expected}. Bitte den Wert so senden.',
    en: 'The JSON type {expected} is expected. Please send the value as such.',
  },
  'not-diallable': {
    de: 'Das ist keine Telefonnummer, die sich wählen lässt. Bitte international angeben, z. B. %2B498912345678, oder wie im eigenen Land üblich.',
    en: 'This is no telephone number that can be dialled. Please give it internationally, e.g. %2B498912345678, or as is usual in your country.',
  },
  'after-from': {
    de: 'Das Ende liegt nicht nach dem Beginn. Bitte ein späteres Ende angeben oder weglassen.',
    en: 'The end is not after the beginning. Please give a later end or leave it out.',
  },
  integer: { de: 'Bitte eine ganze Zahl angeben.', en: 'Please give a whole number.' },
  // JSON itself
  'utf-8': {
    de: 'Der Inhalt ist kein UTF-8. Bitte so kodieren.',
    en: 'The body is not UTF-8. Please encode it so.',
  },
  'json-syntax': {
    de: 'Der Inhalt ist kein gültiges JSON: Fehler in Zeile {line}, Spalte {column}. Bitte dort korrigieren.',
    en: 'The body is not valid JSON: it breaks off at line {line}, column {column}. Please correct it there.',
  },
  'json-depth': {
    de: 'Das JSON ist tiefer als {max} Ebenen verschachtelt. Bitte flacher aufbauen.',
    en: 'The JSON is nested deeper than {max} levels. Please make it flatter.',
  },
  // Sizes
  'not-empty': {
    de: 'Der Wert darf nicht leer sein. Bitte ausfüllen.',
    en: 'This must not be empty. Please fill it in.',
  },
  'min-length': {
    de: 'Zu kurz. Bitte mindestens {min} Zeichen angeben.',
    en: 'Too short. Please give at least {min} characters.',
  },
  'max-length': {
    de: 'Zu lang. Bitte auf höchstens {max} Zeichen kürzen.',
    en: 'Too long. Please shorten it to at most {max} characters.',
  },
  'exact-length': {
    de: 'Bitte genau {length} Zeichen angeben.',
    en: 'Please give exactly {length} characters.',
  },
  minimum: { de: 'Zu klein. Bitte mindestens {min} angeben.', en: 'Too small. Please give at least {min}.' },
  maximum: { de: 'Zu groß. Bitte höchstens {max} angeben.', en: 'Too large. Please give at most {max}.' },
  'more-than': {
    de: 'Zu klein. Bitte mehr als {min} angeben.',
    en: 'Too small. Please give more than {min}.',
  },
  'less-than': {
    de: 'Zu groß. Bitte weniger als {max} angeben.',
    en: 'Too large. Please give less than {max}.',
  },
  'multiple-of': {
    de: 'Bitte ein Vielfaches von {divisor} angeben.',
    en: 'Please give a multiple of {divisor}.',
  },
  'min-items': { de: 'Zu wenige Einträge. Mindestzahl: {min}.', en: 'Too few entries. Minimum: {min}.' },
  'max-items': {
    de: 'Zu viele Einträge. Höchstzahl: {max}. Bitte auf mehrere Aufrufe verteilen oder kürzen.',
    en: 'Too many entries. Maximum: {max}. Please spread them over several calls or shorten the list.',
  },
  'duplicate-item': {
    de: 'Dieser Eintrag kommt mehrfach vor. Bitte nur einmal aufführen.',
    en: 'This entry occurs more than once. Please list it only once.',
  },
  // Forms
  'one-of': {
    de: 'Bitte einen dieser Werte angeben: {allowed}.',
    en: 'Please give one of these values: {allowed}.',
  },
  guid: {
    de: 'Bitte eine GUID angeben, z. B. 3f2504e0-4f89-41d3-9a0c-0305e82c3301.',
    en: 'Please give a GUID, e.g. 3f2504e0-4f89-41d3-9a0c-0305e82c3301.',
  },
  email: {
    de: 'Bitte eine E-Mail-Adresse der Form name@firma.example angeben.',
    en: 'Please give an e-mail address of the form name@company.example.',
  },
  url: {
    de: 'Bitte eine vollständige Adresse angeben, z. B. https://firma.example/pfad.',
    en: 'Please give a complete address, e.g. https://company.example/path.',
  },
  'date-time': {
    de: 'Bitte einen Zeitpunkt nach RFC 3339 angeben, z. B. 2027-03-28T04:30:00Z.',
    en: 'Please give an instant by RFC 3339, e.g. 2027-03-28T04:30:00Z.',
  },
  date: {
    de: 'Bitte ein Datum der Form JJJJ-MM-TT angeben.',
    en: 'Please give a date of the form YYYY-MM-DD.',
  },
  'runs-per-day': {
    de: 'Angegeben sind {asked} Zeiten; der Tarif erlaubt {allowed} am Tag. Bitte kürzen oder einen größeren Tarif wählen.',
    en: 'There are {asked} times given; the plan allows {allowed} a day. Please leave some out or choose a larger plan.',
  },
  'time-of-day': {
    de: 'Bitte eine Uhrzeit der Form HH:MM angeben, 00:00 bis 23:59.',
    en: 'Please give a time of the form HH:MM, 00:00 to 23:59.',
  },
  'own-domain': {
    de: 'Das ist nicht die Standarddomäne Ihres Unternehmens. Bitte zur Bestätigung „defaultDomain“ aus GET /v1/tenant angeben.',
    en: 'This is not the default domain of your company. As confirmation please give “defaultDomain” of GET /v1/tenant.',
  },
  'time-zone': {
    de: 'Bitte eine Zeitzone der IANA-Liste angeben, z. B. Europe/Berlin.',
    en: 'Please give a time zone of the IANA list, e.g. Europe/Berlin.',
  },
  'country-code': {
    de: 'Bitte ein Land als zwei Großbuchstaben nach ISO 3166 angeben, z. B. DE.',
    en: 'Please give a country as two capitals by ISO 3166, e.g. DE.',
  },
  'phone-number': {
    de: 'Bitte eine Rufnummer im Format E.164 angeben, z. B. +498912345612.',
    en: 'Please give a telephone number in the format E.164, e.g. +498912345612.',
  },
  pattern: {
    de: 'Der Wert hat nicht die verlangte Form: {pattern}. Bitte anpassen.',
    en: 'The value has not the form asked for: {pattern}. Please adapt it.',
  },
  'header-value': {
    de: 'Bitte 1 bis {max} sichtbare ASCII-Zeichen ohne Leerzeichen senden.',
    en: 'Please send 1 to {max} visible ASCII characters without spaces.',
  },
  cursor: {
    de: 'Diese Fortsetzung gehört nicht zu dieser Liste. Bitte den nextLink unverändert aufrufen oder ohne cursor von vorn beginnen.',
    en: 'This cursor does not belong to this list. Please follow nextLink as it is, or begin again without cursor.',
  },
  // Rules of the field, raised by capabilities
  'dynamics-instance': {
    de: 'Das ist keine Instanz von Dynamics 365. Bitte ihren Namen angeben, z. B. meine-organisation, oder ihre ganze Webadresse, z. B. https://meine-organisation.crm4.dynamics.com.',
    en: 'This is no instance of Dynamics 365. Please give its name, e.g. my-organisation, or its whole web address, e.g. https://my-organisation.crm4.dynamics.com.',
  },
  'dynamics-region': {
    de: 'In der Webadresse steht die Region {region}. Bitte diese angeben oder die Angabe weglassen.',
    en: 'The web address says the region {region}. Please give that one or leave this out.',
  },
  'unknown-source': {
    de: 'Diese Quelle gibt es nicht. Bitte eine vorhandene wählen.',
    en: 'There is no such source. Please choose an existing one.',
  },
  'unknown-line': {
    de: 'Diese Position gibt es auf der Abrechnung nicht. Gezählt wird von 0.',
    en: 'There is no such line on the statement. Lines are counted from 0.',
  },
  'unknown-share': {
    de: 'Diese Freigabe gibt es nicht. Bitte die Kennung beim Anbieter prüfen.',
    en: 'There is no such share. Please check its id with the provider.',
  },
  'unknown-group': {
    de: 'Diese Gruppe gibt es im Verzeichnis nicht. Bitte eine vorhandene wählen.',
    en: 'There is no such group in the directory. Please choose an existing one.',
  },
  'unknown-user': {
    de: 'Diesen Benutzer gibt es im Verzeichnis nicht. Bitte einen vorhandenen wählen.',
    en: 'There is no such user in the directory. Please choose an existing one.',
  },
  'in-the-past': {
    de: 'Der Zeitpunkt ist vorbei. Bitte einen künftigen wählen.',
    en: 'This time has passed. Please choose one in the future.',
  },
  contrast: {
    de: 'Darauf ist Text schwer zu lesen: Der Kontrast ist {ratio}:1, nötig sind {least}:1. Bitte eine andere Farbe wählen, z. B. {suggestion}.',
    en: 'Text is hard to read on it: the contrast is {ratio}:1, {least}:1 is needed. Please choose another colour, e.g. {suggestion}.',
  },
  'too-many-bytes': {
    de: 'Die Datei ist zu groß. Bitte auf höchstens {max} Byte verkleinern.',
    en: 'The file is too large. Please reduce it to at most {max} bytes.',
  },
  'image-type': {
    de: 'Das ist weder PNG noch JPEG. Bitte das Bild in einem der beiden Formate speichern.',
    en: 'This is neither PNG nor JPEG. Please save the picture as one of them.',
  },
  'image-damaged': {
    de: 'Das Bild ist beschädigt oder nicht vollständig. Bitte neu speichern und noch einmal hochladen.',
    en: 'The picture is damaged or not complete. Please save it anew and upload it again.',
  },
  'image-dimensions': {
    de: 'Das Bild hat {width} × {height} Pixel. Jede Seite darf {min} bis {max} haben; bitte die Größe anpassen.',
    en: 'The picture has {width} × {height} pixels. Each side may have {min} to {max}; please resize it.',
  },
  'too-far-ahead': {
    de: 'Der Zeitpunkt liegt zu weit in der Zukunft. Bitte einen der nächsten {days} Tage wählen.',
    en: 'This time is too far ahead. Please choose one within the next {days} days.',
  },
  'enrolment-token-unknown': {
    de: 'Diesen Anmeldeschlüssel gibt es für Ihr Unternehmen nicht. Bitte einen Administrator bitten, die Konfiguration der Geräteverwaltung zu prüfen.',
    en: 'There is no such enrolment token of your company. Please ask an administrator to check the configuration of the device management.',
  },
  'enrolment-token-expired': {
    de: 'Dieser Anmeldeschlüssel ist abgelaufen. Bitte einen Administrator bitten, einen neuen zu verteilen (POST /v1/enrolment-tokens).',
    en: 'This enrolment token has expired. Please ask an administrator to distribute a new one (POST /v1/enrolment-tokens).',
  },
  'enrolment-token-revoked': {
    de: 'Dieser Anmeldeschlüssel ist widerrufen. Bitte einen Administrator bitten, einen neuen zu verteilen (POST /v1/enrolment-tokens).',
    en: 'This enrolment token is revoked. Please ask an administrator to distribute a new one (POST /v1/enrolment-tokens).',
  },
  'enrolment-token-used-up': {
    de: 'Mit diesem Anmeldeschlüssel wurden schon so viele Geräte angemeldet wie erlaubt. Bitte einen Administrator bitten, einen neuen zu verteilen (POST /v1/enrolment-tokens).',
    en: 'As many devices as allowed were enrolled with this token. Please ask an administrator to distribute a new one (POST /v1/enrolment-tokens).',
  },
  'region-settled': {
    de: 'Die Daten des Unternehmens liegen in der Region {region} und bleiben dort. Bitte diese angeben oder die Angabe weglassen.',
    en: 'The data of the company lie in the region {region} and stay there. Please give that one or leave this out.',
  },
  'own-tenant': {
    de: 'Das ist das eigene Unternehmen. Bitte ein anderes angeben.',
    en: 'This is your own company. Please give another one.',
  },
  'too-many-people': {
    de: 'Diese Angaben treffen auf mehr als {most} Personen zu. Bitte enger suchen, zum Beispiel mit der Objekt-ID.',
    en: 'These terms fit more than {most} people. Please search more narrowly, for example by object id.',
  },
  'dns-name': {
    de: 'Das ist kein DNS-Name. Bitte ohne „https://“ und ohne Pfad angeben, zum Beispiel firma.local.',
    en: 'This is not a DNS name. Please give it without “https://” and without a path, for example firma.local.',
  },
  'ldap-server': {
    de: 'Das ist kein LDAP-Server. Bitte einen Rechnernamen, eine IP-Adresse oder eine Adresse mit ldaps:// oder ldap:// angeben, zum Beispiel ldaps://dc1.firma.local.',
    en: 'This is not an LDAP server. Please give a host name, an IP address, or an address with ldaps:// or ldap://, for example ldaps://dc1.firma.local.',
  },
  'ldap-security': {
    de: 'Das passt nicht zur Adresse des Servers: ldaps:// verlangt ldaps, ldap:// verlangt starttls oder plain. Bitte eines von beiden ändern.',
    en: 'This does not go with the server’s address: ldaps:// needs ldaps, ldap:// needs starttls or plain. Please change one of them.',
  },
  'pem-certificate': {
    de: 'Das ist kein Zertifikat im PEM-Format. Bitte alles von „-----BEGIN CERTIFICATE-----“ bis „-----END CERTIFICATE-----“ einfügen, ohne privaten Schlüssel.',
    en: 'This is not a certificate in PEM. Please paste everything from “-----BEGIN CERTIFICATE-----” to “-----END CERTIFICATE-----”, without a private key.',
  },
  // Contacts typed in, and files of them
  'control-characters': {
    de: 'Darin stehen Steuerzeichen, die man nicht sieht. Bitte neu tippen statt einfügen.',
    en: 'There are control characters in it that cannot be seen. Please type it anew instead of pasting it.',
  },
  'contact-name': {
    de: 'Der Kontakt hat keinen Namen. Bitte einen Anzeigenamen, Vor- oder Nachnamen oder eine Firma angeben.',
    en: 'The contact has no name. Please give a display name, a given name or surname, or a company.',
  },
  'person-erased': {
    de: 'Dieser Eintrag gehört zu einer Person, die auf Verlangen gelöscht wurde und nicht wieder aufgenommen wird. Bitte weglassen, oder zuerst die Löschung aufheben.',
    en: 'This entry is of a person who was erased on request and is not taken in again. Please leave it out, or lift the erasure first.',
  },
  'file-without-entries': {
    de: 'Die Datei enthält keine Einträge. Bitte mindestens einen hineinschreiben.',
    en: 'There are no entries in the file. Please put in at least one.',
  },
  'more-errors': {
    de: 'Insgesamt sind es {all} Fehler; {more} weitere sind hier nicht aufgeführt. Bitte erst diese korrigieren.',
    en: 'There are {all} errors in all; {more} more are not listed here. Please correct these first.',
  },
  'csv-no-headings': {
    de: 'In der ersten Zeile steht keine bekannte Überschrift. Bitte dort z. B. Anzeigename;Telefon;E-Mail schreiben, getrennt durch Semikolon, Komma oder Tabulator.',
    en: 'There is no known heading in the first line. Please write e.g. Display name,Phone,E-mail there, separated by semicolons, commas or tabs.',
  },
  'csv-quotes': {
    de: 'Hier stimmen die Anführungszeichen nicht. Bitte jedes öffnende auch schließen und innerhalb eines Feldes verdoppeln.',
    en: 'The quotation marks are wrong here. Please close each one that is opened, and double those inside a field.',
  },
  'csv-too-many-cells': {
    de: 'Die Zeile hat mehr Felder als die Überschriften. Bitte Felder mit Trennzeichen darin in Anführungszeichen setzen.',
    en: 'The line has more fields than there are headings. Please put fields that hold a separator into quotation marks.',
  },
  'vcard-version': {
    de: 'Angenommen werden vCards der Versionen 3.0 und 4.0. Bitte so exportieren; VERSION gehört in jede Karte.',
    en: 'Taken are vCards of the versions 3.0 and 4.0. Please export them so; VERSION belongs in each card.',
  },
  'vcard-line': {
    de: 'Das ist keine Zeile einer vCard. Bitte NAME:Wert schreiben und Fortsetzungen mit einem Leerzeichen beginnen.',
    en: 'This is no line of a vCard. Please write NAME:value, and begin what continues a line with a blank.',
  },
  'vcard-not-begun': {
    de: 'Diese Zeile steht außerhalb einer vCard. Bitte BEGIN:VCARD davor setzen oder sie löschen.',
    en: 'This line is outside of any vCard. Please put BEGIN:VCARD before it or delete it.',
  },
  'vcard-not-ended': {
    de: 'Diese vCard endet nicht. Bitte END:VCARD ans Ende setzen.',
    en: 'This vCard does not end. Please put END:VCARD at its end.',
  },
  'vcard-encoding': {
    de: 'Quoted-printable gibt es nur in vCard 2.1. Bitte die Karten als 3.0 oder 4.0 in UTF-8 exportieren.',
    en: 'Quoted-printable exists in vCard 2.1 only. Please export the cards as 3.0 or 4.0 in UTF-8.',
  },
  'store-not-genuine': {
    de: 'Das hat der Store nicht unterschrieben. Bitte den Kauf in der App wiederherstellen und unverändert senden.',
    en: 'The store has not signed this. Please restore the purchase in the app and send it unchanged.',
  },
  'store-other-app': {
    de: 'Das gehört zu einer anderen App. Bitte einen Kauf dieser App senden.',
    en: 'This belongs to another app. Please send a purchase of this app.',
  },
  'store-other-environment': {
    de: 'Das stammt aus der Testumgebung des Stores und gilt hier nicht. Bitte in der veröffentlichten App kaufen.',
    en: 'This is of the store’s test environment and does not count here. Please buy in the published app.',
  },
  'store-unknown-purchase': {
    de: 'Der Store kennt kein solches Abonnement. Bitte den Kauf in der App wiederherstellen.',
    en: 'The store knows no such subscription. Please restore the purchase in the app.',
  },
  'store-unknown-product': {
    de: 'Dieses Produkt ist kein Abonnement der App. Bitte eines der angebotenen Abonnements kaufen.',
    en: 'This product is no subscription of the app. Please buy one of those offered.',
  },
  'store-family-shared': {
    de: 'Das Abonnement wurde von einem Familienmitglied gekauft und gilt nur für dieses. Bitte ein eigenes abschließen.',
    en: 'A member of the family has bought this subscription, and it counts for that person only. Please take out your own.',
  },
  'store-other-user': {
    de: 'Dieser Kauf wurde nicht für diesen Benutzer getätigt. Bitte mit dem Konto anmelden, unter dem gekauft wurde.',
    en: 'This purchase was not made for this user. Please sign in with the account that bought it.',
  },
  'store-pending': {
    de: 'Dieser Kauf ist noch nicht bezahlt. Bitte nach der Zahlung erneut senden.',
    en: 'This purchase is not paid yet. Please send it again after the payment.',
  },
  'store-revoked': {
    de: 'Dieser Kauf wurde erstattet. Bitte ein neues Abonnement abschließen.',
    en: 'This purchase was paid back. Please take out a new subscription.',
  },
  'store-replaced': {
    de: 'An die Stelle dieses Kaufs ist ein anderer getreten. Bitte den neuesten senden.',
    en: 'Another purchase has taken the place of this one. Please send the newest.',
  },
  'store-expired': {
    de: 'Dieses Abonnement ist abgelaufen. Bitte im Store verlängern und den neuen Kauf senden.',
    en: 'This subscription has ended. Please renew it in the store and send the new purchase.',
  },
  'not-both': {
    de: 'Beides zugleich geht nicht. Bitte nur eines davon angeben.',
    en: 'Both at once is not possible. Please give only one of them.',
  },
  'at-least-one': {
    de: 'Bitte mindestens eine der Angaben machen.',
    en: 'Please give at least one of these.',
  },
  'not-accepted': {
    de: 'Dieser Wert wird so nicht angenommen. Bitte anhand der API-Beschreibung unter /docs prüfen.',
    en: 'This value is not accepted as it is. Please check it against the API description at /docs.',
  },
} as const satisfies Record<string, Texts>;

/** Every rule that has a text. */
export type RuleName = keyof typeof ruleTexts;

export const isRule = (name: string): name is RuleName => Object.hasOwn(ruleTexts, name);

/** The sentence for a broken rule; a rule without a text gets the general one. */
export const ruleText = (problem: FieldProblem, language: Language): string => {
  const texts: Texts = ruleTexts[isRule(problem.rule) ? problem.rule : 'not-accepted'];
  return fill(texts[language], problem.params);
};
