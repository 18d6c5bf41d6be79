import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { button, facts, paragraph } from '../mail-content.ts';

/** [L11] Mailboxes or whole imports are without licences. */
export const licencesShort = defineKind(
  z.strictObject({
    needed: param.count,
    held: param.count,
    missing: param.count,
    /** Imports that have to wait as a whole. */
    paused: param.count,
  }),
  {
    de: {
      subject: 'Switchboard: Es fehlen Lizenzen',
      body: ({ needed, held, missing, paused }, links) => [
        paragraph(
          'Für die Postfächer Ihrer Importe sind zu wenige Lizenzen gebucht. Postfächer ohne Lizenz werden vorerst ' +
            'nicht aktualisiert; vorhandene Kontakte bleiben erhalten.',
        ),
        facts(
          ['Nötig', String(needed)],
          ['Gebucht', String(held)],
          ['Es fehlen', String(missing)],
          ['Angehaltene Importe', String(paused)],
        ),
        paragraph('Sobald genug Lizenzen gebucht sind, läuft alles von selbst weiter.'),
        button('Lizenzen buchen', links.licences),
      ],
    },
    en: {
      subject: 'Switchboard: licences are missing',
      body: ({ needed, held, missing, paused }, links) => [
        paragraph(
          'Too few licences are booked for the mailboxes of your imports. Mailboxes without a licence are not updated ' +
            'for the time being; contacts that are there stay.',
        ),
        facts(
          ['Needed', String(needed)],
          ['Booked', String(held)],
          ['Missing', String(missing)],
          ['Paused imports', String(paused)],
        ),
        paragraph('As soon as enough licences are booked, everything goes on by itself.'),
        button('Book licences', links.licences),
      ],
    },
  },
);
