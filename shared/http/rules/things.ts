import type { Texts } from '../language.ts';

/** Of what is named, and of the fields of single things. */
export const thingRules = {
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
  colour: {
    de: 'Bitte eine Farbe der Form #RRGGBB angeben, z. B. #1A2B3C.',
    en: 'Please give a colour of the form #RRGGBB, e.g. #1A2B3C.',
  },
  contrast: {
    de: 'Darauf ist Text schwer zu lesen: Der Kontrast ist {ratio}:1, nötig sind {least}:1. Bitte eine andere Farbe wählen, z. B. {suggestion}.',
    en: 'Text is hard to read on it: the contrast is {ratio}:1, {least}:1 is needed. Please choose another colour, e.g. {suggestion}.',
  },
  'too-far-ahead': {
    de: 'Der Zeitpunkt liegt zu weit in der Zukunft. Bitte einen der nächsten {days} Tage wählen.',
    en: 'This time is too far ahead. Please choose one within the next {days} days.',
  },
  'enrolment-token-unknown': {
    de: 'Diesen Anmeldeschlüssel gibt es für Ihr Unternehmen nicht. Bitte ihn vollständig einfügen, oder die Konfiguration der Geräteverwaltung prüfen lassen.',
    en: 'There is no such enrolment token of your company. Please paste it in full, or have the configuration of the device management checked.',
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
} as const satisfies Record<string, Texts>;
