import type { ShareUnusable, Unauthenticated } from '../kernel/failures.ts';
import type { Texts } from './language.ts';

/** What a conflict's `reason` is in words: the state that forbids it, and the way out. */
export const conflictTexts = {
  exists: {
    de: 'Das gibt es bereits. Bitte das Vorhandene ändern oder einen anderen Namen wählen.',
    en: 'It exists already. Please change the existing one or choose another name.',
  },
  'source-in-use': {
    de: 'Die Quelle wird noch von einer Freigabe verwendet. Bitte sie dort zuerst entfernen.',
    en: 'The source is still used by a share. Please remove it there first.',
  },
  'source-not-ready': {
    de: 'Die Quelle wurde noch nicht gelesen. Bitte warten, bis ihr erster Abruf fertig ist.',
    en: 'The source has not been read yet. Please wait until its first refresh has ended.',
  },
  'refresh-in-progress': {
    de: 'Die Quelle wird gerade gelesen. Bitte das Ende abwarten.',
    en: 'The source is being read just now. Please wait until that has ended.',
  },
  'share-in-use': {
    de: 'Die Freigabe wird noch von einem Import verwendet. Bitte den Import zuerst löschen oder umstellen.',
    en: 'The share is still used by an import. Please delete or change that import first.',
  },
  'share-revoked': {
    de: 'Die Freigabe ist widerrufen. Bitte eine neue anlegen.',
    en: 'The share is revoked. Please create a new one.',
  },
  'run-in-progress': {
    de: 'Für diesen Import läuft bereits ein Durchgang. Bitte sein Ende abwarten.',
    en: 'A run of this import is under way. Please wait until it has ended.',
  },
  'import-paused': {
    de: 'Der Import ist angehalten. Bitte den genannten Grund beheben und ihn dann fortsetzen.',
    en: 'The import is paused. Please remove the stated cause, then resume it.',
  },
  'import-deleting': {
    de: 'Der Import wird gerade gelöscht. Bitte das Ende abwarten; für Neues einen neuen Import anlegen.',
    en: 'The import is being deleted. Please wait until that has ended; for something new create a new import.',
  },
  'tenant-not-ready': {
    de: 'Das Unternehmen ist noch nicht eingerichtet. Bitte zuerst die Zustimmung eines Administrators einholen.',
    en: 'The company is not set up yet. Please get an administrator’s consent first.',
  },
  'state-forbids': {
    de: 'Im jetzigen Zustand ist das nicht möglich. Bitte den Zustand abrufen und danach entscheiden.',
    en: 'This is not possible in the present state. Please read the state and decide by it.',
  },
} as const satisfies Record<string, Texts>;

export type ConflictReason = keyof typeof conflictTexts;

/** The sentence for a conflict; a reason without a text of its own gets the general one. */
export const conflictText = (reason: string): Texts =>
  Object.hasOwn(conflictTexts, reason)
    ? conflictTexts[reason as ConflictReason]
    : conflictTexts['state-forbids'];

export const shareUnusableTexts: Readonly<Record<ShareUnusable['reason'], Texts>> = {
  unknown: {
    de: 'Diese Freigabe gibt es nicht. Bitte die Kennung beim Anbieter neu anfordern und vollständig einfügen.',
    en: 'There is no such share. Please ask its provider for the id again and paste it in full.',
  },
  revoked: {
    de: 'Der Anbieter hat diese Freigabe widerrufen. Bitte bei ihm eine neue anfordern.',
    en: 'The provider has revoked this share. Please ask for a new one.',
  },
  expired: {
    de: 'Das Enddatum dieser Freigabe ist vorbei. Bitte den Anbieter um Verlängerung bitten.',
    en: 'The end date of this share has passed. Please ask the provider to extend it.',
  },
  'partner-not-allowed': {
    de: 'Diese Freigabe gilt nicht für Ihr Unternehmen. Bitte den Anbieter bitten, Ihre Tenant-Kennung aufzunehmen.',
    en: 'This share is not meant for your company. Please ask the provider to add your tenant id.',
  },
};

export const signInTexts: Readonly<Record<Unauthenticated['reason'], Texts>> = {
  'missing-token': {
    de: 'Es wurde kein Zugriffstoken gesendet. Bitte mit Authorization: Bearer … aufrufen.',
    en: 'No access token was sent. Please call with Authorization: Bearer ….',
  },
  'invalid-token': {
    de: 'Das Zugriffstoken gilt hier nicht. Bitte bei Microsoft Entra ID eines für diese API anfordern.',
    en: 'The access token is not valid here. Please get one for this API from Microsoft Entra ID.',
  },
  'expired-token': {
    de: 'Das Zugriffstoken ist abgelaufen. Bitte ein neues anfordern.',
    en: 'The access token has expired. Please get a new one.',
  },
};
