import type { Texts } from '../language.ts';

export const tenantConflicts = {
  exists: {
    de: 'Das gibt es bereits. Bitte das Vorhandene ändern oder einen anderen Namen wählen.',
    en: 'It exists already. Please change the existing one or choose another name.',
  },
  'tenant-not-ready': {
    de: 'Das Unternehmen ist noch nicht eingerichtet. Bitte zuerst die Zustimmung eines Administrators einholen.',
    en: 'The company is not set up yet. Please get an administrator’s consent first.',
  },
  'tenant-leaving': {
    de: 'Der Abschied läuft schon. Bitte abwarten oder ihn mit DELETE /v1/tenant/departure zurücknehmen.',
    en: 'The departure is under way already. Please wait, or undo it by DELETE /v1/tenant/departure.',
  },
  'tenant-erasing': {
    de: 'Alle Daten des Unternehmens werden gerade gelöscht; das lässt sich nicht mehr aufhalten. Bitte in etwa einer Stunde das Zertifikat abrufen; danach ist ein neuer Anfang möglich.',
    en: 'All data of the company are being erased and this can no longer be stopped. Please get the certificate in about an hour; after that a new beginning is possible.',
  },
  'dead-letter-held': {
    de: 'Diese Nachricht wird gerade von jemand anderem bearbeitet. Bitte in einer Minute wiederholen.',
    en: 'Somebody else is working on this message just now. Please repeat in a minute.',
  },
  'dead-letter-malformed': {
    de: 'Diese Nachricht ist unleserlich und würde wieder scheitern. Bitte sie mit dem Grund „malformed“ verwerfen.',
    en: 'This message cannot be read and would fail again. Please discard it with the reason “malformed”.',
  },
  'state-forbids': {
    de: 'Im jetzigen Zustand ist das nicht möglich. Bitte den Zustand abrufen und danach entscheiden.',
    en: 'This is not possible in the present state. Please read the state and decide by it.',
  },
} as const satisfies Record<string, Texts>;
