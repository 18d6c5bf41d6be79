import type {
  ShareUnusable,
  StartAgain,
  SubscriptionRequired,
  Throttled,
  Unauthenticated,
} from '../kernel/failures.ts';
import { importConflicts } from './conflicts/imports.ts';
import { sourceConflicts } from './conflicts/sources.ts';
import { subscriptionConflicts } from './conflicts/subscriptions.ts';
import { tenantConflicts } from './conflicts/tenants.ts';
import { fill, type Texts } from './language.ts';
import type { LimitName } from './limit-policies.ts';

/** What a conflict's `reason` is in words: the state that forbids it, and the way out. */
export const conflictTexts = {
  ...subscriptionConflicts,
  ...sourceConflicts,
  ...importConflicts,
  ...tenantConflicts,
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

export const subscriptionTexts: Readonly<Record<SubscriptionRequired['reason'], Texts>> = {
  none: {
    de: 'Für dieses Unternehmen gibt es kein Abonnement der App. Bitte einen Administrator bitten, eines abzuschließen.',
    en: 'This company has no subscription of the app. Please ask an administrator to take one out.',
  },
  'not-begun': {
    de: 'Das Abonnement der App hat noch nicht begonnen. Bitte einen Administrator nach dem Beginn fragen.',
    en: 'The subscription of the app has not begun yet. Please ask an administrator when it does.',
  },
  ended: {
    de: 'Das Abonnement der App ist abgelaufen. Bitte einen Administrator bitten, es zu verlängern.',
    en: 'The subscription of the app has ended. Please ask an administrator to renew it.',
  },
  'not-included': {
    de: 'Das Abonnement des Unternehmens gilt nicht für diesen Benutzer. Bitte einen Administrator um Aufnahme in die berechtigte Gruppe bitten.',
    en: 'The subscription of the company does not include this user. Please ask an administrator to add you to the group that it is for.',
  },
  'no-seat': {
    de: 'Das Unternehmen hat Plätze der App gekauft, aber dieser Benutzer hat keinen. Bitte das Gerät über die Geräteverwaltung anmelden lassen oder einen Administrator fragen.',
    en: 'The company has bought seats of the app but this user has none. Please have the device enrolled by its management, or ask an administrator.',
  },
  'seats-short': {
    de: 'Das Unternehmen hat weniger Plätze der App, als Benutzer angemeldet sind. Bitte einen Administrator bitten, weitere zu kaufen.',
    en: 'The company has fewer seats of the app than users are enrolled. Please ask an administrator to buy more.',
  },
};

export const startAgainTexts: Readonly<Record<StartAgain['reason'], Texts>> = {
  'too-old': {
    de: 'Der letzte Abruf ist zu lange her, um nur die Änderungen zu nennen. Bitte die Kontakte ohne cursor neu abrufen und die bisherigen ersetzen.',
    en: 'The last read is too long ago to tell only what has changed. Please read the contacts anew without a cursor and replace those you have.',
  },
  'other-view': {
    de: 'Dieser Benutzer sieht jetzt andere Quellen als beim letzten Abruf. Bitte die Kontakte ohne cursor neu abrufen und die bisherigen ersetzen.',
    en: 'This user sees other sources now than at the last read. Please read the contacts anew without a cursor and replace those you have.',
  },
};

/** Which limit of calls is exceeded, and the way out. `wait` comes with its unit. */
export const limitTexts = {
  address: {
    de: 'Von dieser Netzwerkadresse kamen mehr als {quota} Aufrufe in {window} Sekunden. Bitte nach {wait} wiederholen und die Aufrufe verteilen.',
    en: 'This network address has sent more than {quota} calls in {window} seconds. Please repeat after {wait} and spread the calls.',
  },
  failures: {
    de: 'Von dieser Netzwerkadresse kamen zu viele ungültige Token oder Freigabekennungen. Bitte {wait} warten und den Aufrufer prüfen, der sie sendet.',
    en: 'This network address has sent too many invalid tokens or share ids. Please wait {wait} and check the client that sends them.',
  },
  public: {
    de: 'Von dieser Netzwerkadresse wurden mehr als {quota} Seiten in {window} Sekunden abgerufen. Bitte nach {wait} wiederholen.',
    en: 'This network address has asked for more than {quota} pages in {window} seconds. Please repeat after {wait}.',
  },
  tenant: {
    de: 'Das Unternehmen hat seine {quota} Aufrufe in {window} Sekunden verbraucht. Bitte nach {wait} wiederholen und in allen Anwendungen seltener nachfragen.',
    en: 'The company has used its {quota} calls in {window} seconds. Please repeat after {wait} and ask less often in all of its applications.',
  },
  operator: {
    de: 'Dieser Zugang des Betreibers hat seine {quota} Aufrufe in {window} Sekunden verbraucht. Bitte nach {wait} wiederholen.',
    en: 'This access of the operator has used its {quota} calls in {window} seconds. Please repeat after {wait}.',
  },
  users: {
    de: 'Die Benutzer des Unternehmens haben zusammen mehr als {quota} Aufrufe in {window} Sekunden gesendet. Bitte nach {wait} wiederholen.',
    en: 'The users of the company have together sent more than {quota} calls in {window} seconds. Please repeat after {wait}.',
  },
  user: {
    de: 'Ein Benutzer kann diesen Aufruf {quota}-mal in {window} Sekunden senden. Bitte nach {wait} wiederholen und Ergebnisse merken.',
    en: 'A user can send this call {quota} times in {window} seconds. Please repeat after {wait} and keep what was answered.',
  },
  reading: {
    de: 'Diese Abfrage ist je Unternehmen {quota}-mal in {window} Sekunden möglich. Bitte nach {wait} wiederholen, größere Seiten (limit) abrufen und Ergebnisse merken.',
    en: 'This can be read {quota} times in {window} seconds by a company. Please repeat after {wait}, ask for larger pages (limit) and keep what was answered.',
  },
  changing: {
    de: 'Diese Änderung ist je Unternehmen {quota}-mal in {window} Sekunden möglich. Bitte nach {wait} wiederholen und Änderungen nacheinander senden.',
    en: 'A company can make this change {quota} times in {window} seconds. Please repeat after {wait} and send changes one after the other.',
  },
  expensive: {
    de: 'Dieser aufwendige Aufruf ist je Unternehmen {quota}-mal in {window} Sekunden möglich. Bitte nach {wait} wiederholen; den Stand zeigt das Lesen der Ressource.',
    en: 'A company can make this costly call {quota} times in {window} seconds. Please repeat after {wait}; reading the resource shows where it stands.',
  },
} as const satisfies Record<LimitName, Texts>;

/** The sentence for a limit that is exceeded. A name without a text is a fault and throws. */
export const limitText = (
  { name, quota, windowSeconds }: NonNullable<Throttled['policy']>,
  retryAfterSeconds: number,
): Texts => {
  if (!Object.hasOwn(limitTexts, name)) throw new Error(`limit without a text: ${name}`);
  const texts: Texts = limitTexts[name as LimitName];
  const wait = Math.ceil(retryAfterSeconds);
  const values = { quota, window: windowSeconds };
  return {
    de: fill(texts.de, { ...values, wait: wait === 1 ? '1 Sekunde' : `${wait} Sekunden` }),
    en: fill(texts.en, { ...values, wait: wait === 1 ? '1 second' : `${wait} seconds` }),
  };
};
