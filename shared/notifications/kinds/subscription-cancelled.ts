import * as z from 'zod';
import { defineKind } from '../define-kind.ts';
import { formatDay } from '../format-instant.ts';
import { button, paragraph } from '../mail-content.ts';

/** [L3] A subscription ends with the term or trial that runs. */
export const subscriptionCancelled = defineKind(
  z.strictObject({
    product: z.enum(['app', 'mailbox-sync']),
    /** The first day without it. */
    on: z.iso.date(),
  }),
  {
    de: {
      subject: 'Switchboard: Ihre Kündigung',
      body: ({ product, on }, links) => [
        paragraph(
          `Das Abonnement ${product === 'app' ? 'der App' : 'der Postfach-Synchronisation'} ist gekündigt. Es endet am ` +
            `${formatDay(`${on}T00:00:00.000Z`, 'de', 'UTC')}; bis dahin bleibt alles nutzbar, danach wird nichts mehr berechnet.`,
        ),
        paragraph('Bis zu diesem Tag lässt sich die Kündigung zurücknehmen.'),
        button('Abonnement ansehen', links.licences),
      ],
    },
    en: {
      subject: 'Switchboard: your cancellation',
      body: ({ product, on }, links) => [
        paragraph(
          `The subscription of ${product === 'app' ? 'the app' : 'mailbox sync'} has been cancelled. It ends on ` +
            `${formatDay(`${on}T00:00:00.000Z`, 'en', 'UTC')}; until then everything can be used, and nothing is billed afterwards.`,
        ),
        paragraph('Until that day the cancellation can be taken back.'),
        button('See the subscription', links.licences),
      ],
    },
  },
);
