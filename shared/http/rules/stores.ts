import type { Texts } from '../language.ts';

/** [L5] Why a purchase is none. */
export const storeRules = {
  'store-not-genuine': {
    de: 'Das hat der Store nicht unterschrieben. Bitte den Kauf in der App wiederherstellen und unverändert senden.',
    en: 'The store has not signed this. Please restore the purchase in the app and send it unchanged.',
  },
  'store-other-app': {
    de: 'Das gehört zu einer anderen App. Bitte einen Kauf dieser App senden.',
    en: 'This belongs to another app. Please send a purchase of this app.',
  },
  'store-other-environment': {
    de: 'Das stammt aus der Testumgebung des Stores und gilt hier nicht. Bitte in der veröffentlichten App kaufen.',
    en: 'This is of the store’s test environment and does not count here. Please buy in the published app.',
  },
  'store-unknown-purchase': {
    de: 'Der Store kennt kein solches Abonnement. Bitte den Kauf in der App wiederherstellen.',
    en: 'The store knows no such subscription. Please restore the purchase in the app.',
  },
  'store-unknown-product': {
    de: 'Dieses Produkt ist kein Abonnement der App. Bitte eines der angebotenen Abonnements kaufen.',
    en: 'This product is no subscription of the app. Please buy one of those offered.',
  },
  'store-family-shared': {
    de: 'Das Abonnement wurde von einem Familienmitglied gekauft und gilt nur für dieses. Bitte ein eigenes abschließen.',
    en: 'A member of the family has bought this subscription, and it counts for that person only. Please take out your own.',
  },
  'store-other-user': {
    de: 'Dieser Kauf wurde nicht für diesen Benutzer getätigt. Bitte mit dem Konto anmelden, unter dem gekauft wurde.',
    en: 'This purchase was not made for this user. Please sign in with the account that bought it.',
  },
  'store-pending': {
    de: 'Dieser Kauf ist noch nicht bezahlt. Bitte nach der Zahlung erneut senden.',
    en: 'This purchase is not paid yet. Please send it again after the payment.',
  },
  'store-revoked': {
    de: 'Dieser Kauf wurde erstattet. Bitte ein neues Abonnement abschließen.',
    en: 'This purchase was paid back. Please take out a new subscription.',
  },
  'store-replaced': {
    de: 'An die Stelle dieses Kaufs ist ein anderer getreten. Bitte den neuesten senden.',
    en: 'Another purchase has taken the place of this one. Please send the newest.',
  },
  'store-expired': {
    de: 'Dieses Abonnement ist abgelaufen. Bitte im Store verlängern und den neuen Kauf senden.',
    en: 'This subscription has ended. Please renew it in the store and send the new purchase.',
  },
} as const satisfies Record<string, Texts>;
