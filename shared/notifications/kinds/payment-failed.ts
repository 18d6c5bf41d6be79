import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { formatInstant } from '../format-instant.ts';
import { button, paragraph } from '../mail-content.ts';

const stores = {
  de: { apple: 'Der App Store von Apple', google: 'Google Play' },
  en: { apple: "Apple's App Store", google: 'Google Play' },
} as const;

/** [L5] A store could not collect what its buyer owes for the app. */
export const paymentFailed = defineKind(
  z.strictObject({
    store: z.enum(['apple', 'google']),
    /** 1: the store lets it run on for a while. */
    runs: param.count,
    /** Until then it runs; or since then it does not. */
    until: param.instant,
    timeZone: param.timeZone,
    managementUrl: z.url({ protocol: /^https$/ }).max(2048),
  }),
  {
    de: {
      subject: 'Switchboard: Zahlung beim Store fehlgeschlagen',
      body: ({ store, runs, until, timeZone, managementUrl }) => [
        paragraph(`${stores.de[store]} konnte Ihr Abonnement der App nicht abbuchen.`),
        paragraph(
          runs > 0
            ? `Es läuft noch bis zum ${formatInstant(until, 'de', timeZone)} weiter; bis dahin wird die Zahlung wieder versucht.`
            : `Seit dem ${formatInstant(until, 'de', timeZone)} ruht es: Es gilt erst wieder, wenn die Zahlung gelungen ist.`,
        ),
        paragraph('Bitte prüfen Sie die Zahlungsart beim Store; nur dort ist sie hinterlegt.'),
        button('Abonnement beim Store verwalten', managementUrl),
      ],
    },
    en: {
      subject: 'Switchboard: payment failed at the store',
      body: ({ store, runs, until, timeZone, managementUrl }) => [
        paragraph(`${stores.en[store]} could not charge you for your subscription of the app.`),
        paragraph(
          runs > 0
            ? `It goes on until ${formatInstant(until, 'en', timeZone)}; until then the payment is tried again.`
            : `It has been on hold since ${formatInstant(until, 'en', timeZone)}, and counts again once the payment has succeeded.`,
        ),
        paragraph('Please check the payment method at the store, the only place that has it.'),
        button('Manage the subscription at the store', managementUrl),
      ],
    },
  },
);
