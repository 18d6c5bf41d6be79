import type { Texts } from '../language.ts';

export const subscriptionConflicts = {
  'subscription-exists': {
    de: 'Für die App läuft bereits ein Abonnement. Bitte dessen Plätze oder Tarif mit PATCH /v1/subscriptions/{id} ändern.',
    en: 'A subscription of the app is running already. Please change its seats or plan by PATCH /v1/subscriptions/{id}.',
  },
  'subscription-ended': {
    de: 'Dieses Abonnement ist beendet. Bitte ein neues abschließen.',
    en: 'This subscription has ended. Please conclude a new one.',
  },
  'store-not-offered': {
    de: 'Käufe in diesem Store werden hier nicht angeboten. Bitte einen Administrator nach dem Zugang zur App fragen.',
    en: 'Purchases in this store are not offered here. Please ask an administrator for access to the app.',
  },
  'purchase-taken': {
    de: 'Dieser Kauf gehört bereits einem anderen Benutzer. Bitte mit dessen Konto anmelden oder ein eigenes Abonnement abschließen.',
    en: 'This purchase belongs to another user already. Please sign in with that account or take out your own subscription.',
  },
  'paid-by-company': {
    de: 'Die App wird bereits vom Unternehmen bezahlt: Ein eigenes Abonnement ist nicht nötig. Bis wann sie genutzt werden kann, zeigt GET /v1/me/subscription.',
    en: 'The company pays for the app already: no subscription of your own is needed. GET /v1/me/subscription shows until when it can be used.',
  },
  'other-product': {
    de: 'Dieser Tarif gehört zu einem anderen Produkt. Bitte einen aus GET /v1/plans für dasselbe Produkt wählen.',
    en: 'This plan is one of another product. Please choose one of the same product from GET /v1/plans.',
  },
  'booked-as-licences': {
    de: 'Postfächer werden als Lizenzen gebucht. Bitte PUT /v1/licences verwenden.',
    en: 'Mailboxes are booked as licences. Please use PUT /v1/licences.',
  },
  'too-many-bookings': {
    de: 'In diesem Abrechnungszeitraum wurde schon sehr oft gebucht. Bitte bis zum nächsten Monat warten oder den Support bitten.',
    en: 'There were very many bookings in this period already. Please wait for the next month, or ask support.',
  },
  'is-correction': {
    de: 'Diese Abrechnung ist selbst eine Berichtigung. Bitte die ursprüngliche berichtigen.',
    en: 'This statement is a correction itself. Please correct the original one.',
  },
  'nothing-to-credit': {
    de: 'Von diesen Positionen ist nichts mehr gutzuschreiben.',
    en: 'Nothing is left of these lines to be given back.',
  },
  'has-seat': {
    de: 'Dieser Benutzer hat schon einen Platz. Bitte einen anderen Benutzer angeben oder dessen Platz zuerst freigeben.',
    en: 'This user has a seat already. Please name another user, or release that seat first.',
  },
} as const satisfies Record<string, Texts>;
