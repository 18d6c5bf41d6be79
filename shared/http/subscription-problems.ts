import type { ProblemKind } from './problem-kind.ts';
import { subscriptionTexts } from './reasons.ts';

type Types = 'licences-short' | 'licences-in-use' | 'seats-short' | 'subscription-required';

/** [L6][L11] What is refused because too little, or nothing, is subscribed to. */
export const subscriptionProblems: { readonly [T in Types]: ProblemKind<T> } = {
  'licences-short': {
    status: 402,
    title: { de: 'Zu wenige Lizenzen', en: 'Too few licences' },
    meaning: {
      de: 'Für die Postfächer aller Importe sind zu wenige Lizenzen gebucht. Bitte die fehlenden buchen oder weniger Postfächer wählen.',
      en: 'Too few licences are booked for the mailboxes of all imports. Please book those missing or choose fewer mailboxes.',
    },
    detail: ({ needed, held, missing }) => ({
      de: `Nötige Lizenzen: ${needed}, gebucht: ${held}, es fehlen: ${missing}. Bitte unter /v1/licences buchen oder weniger Postfächer wählen.`,
      en: `Licences needed: ${needed}, booked: ${held}, missing: ${missing}. Please book them at /v1/licences or choose fewer mailboxes.`,
    }),
    extras: ({ needed, held, missing }) => ({ needed, held, missing }),
    example: { type: 'licences-short', needed: 12, held: 8, missing: 4 },
  },
  'licences-in-use': {
    status: 409,
    title: { de: 'Lizenzen werden verwendet', en: 'Licences are in use' },
    meaning: {
      de: 'Mit so wenigen Lizenzen würden Importe anhalten; „imports“ nennt sie. Bitte mehr behalten oder das mit acceptPause annehmen.',
      en: 'With so few licences imports would pause; “imports” names them. Please keep more or accept that by acceptPause.',
    },
    detail: ({ needed, wanted, imports }) => ({
      de: `Nötige Lizenzen: ${needed}, gewünscht: ${wanted}. Damit würden Importe anhalten: ${imports.length} (imports). Bitte mehr behalten oder acceptPause: true senden. Aus Postfächern wird nichts gelöscht.`,
      en: `Licences needed: ${needed}, wanted: ${wanted}. Imports that would pause: ${imports.length} (imports). Please keep more or send acceptPause: true. Nothing is deleted from mailboxes.`,
    }),
    extras: ({ needed, wanted, imports }) => ({ needed, wanted, imports }),
    example: {
      type: 'licences-in-use',
      needed: 12,
      wanted: 8,
      imports: ['3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
    },
  },
  'seats-short': {
    status: 402,
    title: { de: 'Alle Plätze vergeben', en: 'All seats are taken' },
    meaning: {
      de: 'Alle Plätze der App, die das Unternehmen gekauft hat, sind vergeben. Bitte einen Administrator bitten, weitere zu kaufen oder einen freizugeben.',
      en: 'All seats of the app that the company has bought are taken. Please ask an administrator to buy more or to release one.',
    },
    detail: ({ needed, held, missing }) => ({
      de: `Nötige Plätze: ${needed}, gekauft: ${held}, es fehlen: ${missing}. Bitte einen Administrator bitten, weitere zu kaufen oder einen freizugeben (DELETE /v1/seats/{userId}).`,
      en: `Seats needed: ${needed}, bought: ${held}, missing: ${missing}. Please ask an administrator to buy more or to release one (DELETE /v1/seats/{userId}).`,
    }),
    extras: ({ needed, held, missing }) => ({ needed, held, missing }),
    example: { type: 'seats-short', needed: 26, held: 25, missing: 1 },
  },
  'subscription-required': {
    status: 403,
    title: { de: 'Kein laufendes Abonnement', en: 'No running subscription' },
    meaning: {
      de: 'Die App braucht ein laufendes Abonnement; „reason“ sagt, was fehlt. Bitte einen Administrator des Unternehmens darum bitten.',
      en: 'The app needs a running subscription; “reason” says what is missing. Please ask an administrator of the company for one.',
    },
    detail: ({ reason }) => subscriptionTexts[reason],
    extras: ({ reason }) => ({ reason }),
    example: { type: 'subscription-required', reason: 'none' },
  },
};
