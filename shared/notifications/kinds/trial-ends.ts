import * as z from 'zod';
import type { Language } from '../../kernel/tenant-context.ts';
import { defineKind, param } from '../define-kind.ts';
import { formatDay } from '../format-instant.ts';
import { button, paragraph } from '../mail-content.ts';

const day = (on: string, language: Language) => formatDay(`${on}T00:00:00.000Z`, language, 'UTC');

/** What comes of mailboxes for which nothing is booked, and of a subscription of the app that was cancelled. */
const ends = {
  de: {
    app: 'Das Abonnement ist gekündigt und endet damit; berechnet wird nichts.',
    'mailbox-sync':
      'Für die Zeit danach sind keine Lizenzen gebucht: Die Importe pausieren dann, bis Lizenzen gebucht sind; vorhandene Kontakte bleiben erhalten, berechnet wird nichts.',
  },
  en: {
    app: 'The subscription has been cancelled and ends with it; nothing is billed.',
    'mailbox-sync':
      'No licences are booked for the time after it: the imports will pause until licences are booked; contacts that are there stay, and nothing is billed.',
  },
} as const;

const products = {
  de: { app: 'der App', 'mailbox-sync': 'der Postfach-Synchronisation' },
  en: { app: 'the app', 'mailbox-sync': 'mailbox sync' },
} as const;

/** [L2] A free trial ends soon. */
export const trialEnds = defineKind(
  z.strictObject({
    product: z.enum(['app', 'mailbox-sync']),
    /** First day that is not free any more. */
    on: z.iso.date(),
    days: param.count,
    /** 1: it goes on and is billed from then on. */
    continues: param.count,
  }),
  {
    de: {
      subject: 'Switchboard: Die Testphase endet',
      body: ({ product, on, days, continues }, links) => [
        paragraph(
          `Die kostenfreie Testphase ${products.de[product]} endet in ${days === 1 ? 'einem Tag' : `${days} Tagen`} (${day(on, 'de')}).`,
        ),
        paragraph(
          continues > 0
            ? 'Danach läuft das Abonnement weiter und wird berechnet. Bis dahin kann es kostenfrei gekündigt werden.'
            : ends.de[product],
        ),
        button('Abonnement ansehen', links.licences),
      ],
    },
    en: {
      subject: 'Switchboard: the trial ends',
      body: ({ product, on, days, continues }, links) => [
        paragraph(
          `The free trial of ${products.en[product]} ends in ${days === 1 ? 'one day' : `${days} days`} (${day(on, 'en')}).`,
        ),
        paragraph(
          continues > 0
            ? 'After that the subscription goes on and is billed. Until then it can be cancelled free of charge.'
            : ends.en[product],
        ),
        button('See the subscription', links.licences),
      ],
    },
  },
);
