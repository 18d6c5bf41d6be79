import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { button, paragraph } from '../mail-content.ts';

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
          `Die kostenfreie Testphase ${products.de[product]} endet in ${days === 1 ? 'einem Tag' : `${days} Tagen`} (${on}).`,
        ),
        paragraph(
          continues > 0
            ? 'Danach läuft das Abonnement weiter und wird berechnet. Bis dahin kann es kostenfrei gekündigt werden.'
            : 'Das Abonnement ist gekündigt und endet damit; berechnet wird nichts.',
        ),
        button('Abonnement ansehen', links.licences),
      ],
    },
    en: {
      subject: 'Switchboard: the trial ends',
      body: ({ product, on, days, continues }, links) => [
        paragraph(
          `The free trial of ${products.en[product]} ends in ${days === 1 ? 'one day' : `${days} days`} (${on}).`,
        ),
        paragraph(
          continues > 0
            ? 'After that the subscription goes on and is billed. Until then it can be cancelled free of charge.'
            : 'The subscription has been cancelled and ends with it; nothing is billed.',
        ),
        button('See the subscription', links.licences),
      ],
    },
  },
);
