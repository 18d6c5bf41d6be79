import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { button, paragraph } from '../mail-content.ts';

/** [T2] The administrator's consent arrived and the company can begin. */
export const tenantOnboarded = defineKind(z.strictObject({ organisation: param.name }), {
  de: {
    subject: 'Switchboard ist für Ihr Unternehmen eingerichtet',
    body: ({ organisation }, links) => [
      paragraph(`Die Zustimmung für ${organisation} liegt vor, Switchboard ist eingerichtet.`),
      paragraph('Als Nächstes legen Sie fest, welche Kontakte wer in seinem Postfach findet.'),
      button('Zum Portal', links.portal),
    ],
  },
  en: {
    subject: 'Switchboard is set up for your company',
    body: ({ organisation }, links) => [
      paragraph(`The consent of ${organisation} has arrived and Switchboard is set up.`),
      paragraph('Next, choose which contacts people find in their mailboxes.'),
      button('Open the portal', links.portal),
    ],
  },
});
