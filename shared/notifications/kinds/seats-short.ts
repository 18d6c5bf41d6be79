import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { button, facts, paragraph } from '../mail-content.ts';

/** [L6] Fewer seats of the app are bought than users have. */
export const seatsShort = defineKind(
  z.strictObject({ needed: param.count, held: param.count, missing: param.count }),
  {
    de: {
      subject: 'Switchboard: Es fehlen Plätze der App',
      body: ({ needed, held, missing }, links) => [
        paragraph(
          'Für die App sind weniger Plätze gekauft, als Benutzer angemeldet sind. Wer sich zuletzt angemeldet hat, kann ' +
            'die App vorerst nicht verwenden.',
        ),
        facts(['Angemeldet', String(needed)], ['Gekauft', String(held)], ['Es fehlen', String(missing)]),
        paragraph('Sobald genug Plätze gekauft oder freigegeben sind, geht es für alle weiter.'),
        button('Plätze verwalten', links.licences),
      ],
    },
    en: {
      subject: 'Switchboard: seats of the app are missing',
      body: ({ needed, held, missing }, links) => [
        paragraph(
          'Fewer seats of the app are bought than users are enrolled. Those who enrolled last cannot use the app for the ' +
            'time being.',
        ),
        facts(['Enrolled', String(needed)], ['Bought', String(held)], ['Missing', String(missing)]),
        paragraph('As soon as enough seats are bought or released, everybody can go on.'),
        button('Manage seats', links.licences),
      ],
    },
  },
);
