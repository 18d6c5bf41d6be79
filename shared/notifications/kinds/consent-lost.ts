import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { formatDay } from '../format-instant.ts';
import { button, paragraph } from '../mail-content.ts';

/** [T6] The consent was withdrawn: imports pause, data goes after the grace period. */
export const consentLost = defineKind(
  z.strictObject({ organisation: param.name, erasedAfter: param.instant, timeZone: param.timeZone }),
  {
    de: {
      subject: 'Switchboard: Zustimmung widerrufen, Importe angehalten',
      body: ({ organisation, erasedAfter, timeZone }, links) => [
        paragraph(`${organisation} hat die Zustimmung für Switchboard in Microsoft Entra ID widerrufen.`),
        paragraph('Alle Importe sind angehalten. Bereits übertragene Kontakte bleiben in den Postfächern.'),
        paragraph(
          `Ohne neue Zustimmung löschen wir Ihre Daten nach dem ${formatDay(erasedAfter, 'de', timeZone)}.`,
        ),
        button('Zustimmung erneuern', links.consent),
      ],
    },
    en: {
      subject: 'Switchboard: consent withdrawn, imports paused',
      body: ({ organisation, erasedAfter, timeZone }, links) => [
        paragraph(`${organisation} has withdrawn its consent for Switchboard in Microsoft Entra ID.`),
        paragraph('All imports are paused. Contacts that have been copied stay in the mailboxes.'),
        paragraph(
          `Without a new consent we erase your data after ${formatDay(erasedAfter, 'en', timeZone)}.`,
        ),
        button('Renew the consent', links.consent),
      ],
    },
  },
);
