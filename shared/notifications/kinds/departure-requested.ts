import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { formatDay } from '../format-instant.ts';
import { button, paragraph } from '../mail-content.ts';

/** [T6] An administrator has asked for everything to be erased: until when that can be undone. */
export const departureRequested = defineKind(
  z.strictObject({ organisation: param.name, erasedAfter: param.instant, timeZone: param.timeZone }),
  {
    de: {
      subject: 'Switchboard: Abschied bestätigt, Löschung vorgemerkt',
      body: ({ organisation, erasedAfter, timeZone }, links) => [
        paragraph(
          `Ein Administrator von ${organisation} hat die Löschung aller Daten in Switchboard beantragt. ` +
            `Wir löschen nach dem ${formatDay(erasedAfter, 'de', timeZone)}. Bis dahin lässt sich das zurücknehmen.`,
        ),
        paragraph(
          'Alle Importe sind angehalten, Freigaben für Partner beendet. Bereits übertragene Kontakte bleiben in ' +
            'den Postfächern, es sei denn, Sie löschen die Importe vor diesem Tag.',
        ),
        button('Abschied ansehen oder zurücknehmen', links.departure),
      ],
    },
    en: {
      subject: 'Switchboard: departure confirmed, erasure scheduled',
      body: ({ organisation, erasedAfter, timeZone }, links) => [
        paragraph(
          `An administrator of ${organisation} has asked for all data in Switchboard to be erased. ` +
            `We erase after ${formatDay(erasedAfter, 'en', timeZone)}. Until then this can be undone.`,
        ),
        paragraph(
          'All imports are paused and shares are closed to partners. Contacts that have been copied stay in the ' +
            'mailboxes, unless you delete the imports before that day.',
        ),
        button('See or undo the departure', links.departure),
      ],
    },
  },
);
