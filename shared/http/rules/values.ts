import type { Texts } from '../language.ts';

/** Of any value. */
export const valueRules = {
  required: { de: 'Diese Angabe fehlt. Bitte ergänzen.', en: 'This is missing. Please add it.' },
  'unknown-field': {
    de: 'Diese Angabe ist hier nicht bekannt. Bitte weglassen oder die Schreibweise prüfen.',
    en: 'This is not known here. Please leave it out or check its spelling.',
  },
  'body-required': {
    de: 'Dieser Aufruf braucht einen Inhalt. Bitte ihn mitsenden, mindestens ein leeres Objekt {} oder eine Datei, wie unter /docs beschrieben.',
    en: 'This call needs a body. Please send one, at least an empty object {} or a file, as /docs describes.',
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
  'utf-8': {
    de: 'Der Inhalt ist kein UTF-8. Bitte so kodieren.',
    en: 'The body is not UTF-8. Please encode it so.',
  },
  // JSON itself
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
  'min-items': {
    de: 'Zu wenige Einträge. Bitte mindestens {min} angeben.',
    en: 'Too few entries. Please give at least {min}.',
  },
  'max-items': {
    de: 'Zu viele Einträge. Bitte auf höchstens {max} kürzen oder auf mehrere Aufrufe verteilen.',
    en: 'Too many entries. Please shorten the list to at most {max}, or spread them over several calls.',
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
  // Contacts typed in, and files of them
  'control-characters': {
    de: 'Darin stehen Steuerzeichen, die man nicht sieht. Bitte neu tippen statt einfügen.',
    en: 'There are control characters in it that cannot be seen. Please type it anew instead of pasting it.',
  },
  'everyone-or-some': {
    de: 'Alle („everyone“) und benannte Benutzer oder Gruppen schließen sich aus. Bitte „everyone“ auf false setzen oder „users“ und „groups“ leeren.',
    en: 'Everyone (“everyone”) and named users or groups exclude each other. Please set “everyone” to false, or empty “users” and “groups”.',
  },
  'at-least-one': {
    de: 'Bitte mindestens eine dieser Angaben machen: {of}.',
    en: 'Please give at least one of these: {of}.',
  },
  'not-accepted': {
    de: 'Dieser Wert wird so nicht angenommen. Bitte anhand der API-Beschreibung unter /docs prüfen.',
    en: 'This value is not accepted as it is. Please check it against the API description at /docs.',
  },
} as const satisfies Record<string, Texts>;
