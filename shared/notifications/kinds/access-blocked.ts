import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { facts, paragraph } from '../mail-content.ts';

/** [T3] The company's own policy keeps Switchboard out: only its IT can change that. */
export const accessBlocked = defineKind(z.strictObject({ organisation: param.name, code: param.code }), {
  de: {
    subject: 'Switchboard: Zugriff durch eine Richtlinie gesperrt',
    body: ({ organisation, code }) => [
      paragraph(
        `Eine Richtlinie für den bedingten Zugriff von ${organisation} lässt Switchboard nicht zu. ` +
          'Importe sind angehalten, bis der Zugriff wieder möglich ist.',
      ),
      paragraph('Bitte wenden Sie sich an Ihre IT und nennen Sie diesen Fehlercode von Microsoft:'),
      facts(['Fehlercode', code]),
    ],
  },
  en: {
    subject: 'Switchboard: access blocked by a policy',
    body: ({ organisation, code }) => [
      paragraph(
        `A conditional access policy of ${organisation} keeps Switchboard out. ` +
          'Imports are paused until access is possible again.',
      ),
      paragraph('Please ask your IT and give them this error code from Microsoft:'),
      facts(['Error code', code]),
    ],
  },
});
