import type {
  ShareUnusable,
  StartAgain,
  SubscriptionRequired,
  Throttled,
  Unauthenticated,
} from '../kernel/failures.ts';
import { fill, type Texts } from './language.ts';
import type { LimitName } from './limit-policies.ts';

/** What a conflict's `reason` is in words: the state that forbids it, and the way out. */
export const conflictTexts = {
  exists: {
    de: 'Das gibt es bereits. Bitte das Vorhandene ändern oder einen anderen Namen wählen.',
    en: 'It exists already. Please change the existing one or choose another name.',
  },
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
  'source-in-use': {
    de: 'Die Quelle wird noch von einer Freigabe verwendet. Bitte sie dort zuerst entfernen.',
    en: 'The source is still used by a share. Please remove it there first.',
  },
  'export-too-large': {
    de: 'Das sind mehr Kontakte, als eine Datei fasst. Bitte sie seitenweise über GET /v1/me/contacts abrufen.',
    en: 'These are more contacts than a file takes. Please read them page by page from GET /v1/me/contacts.',
  },
  'people-differ': {
    de: 'Diese Angaben finden andere Personen als bestätigt. Bitte mit POST /v1/people/export ansehen, wer gefunden wird, und „people“ auf diese Anzahl setzen.',
    en: 'These terms find other people than were confirmed. Please see by POST /v1/people/export who is found, and set “people” to that number.',
  },
  'notification-address': {
    de: 'An diese Adresse gehen die Benachrichtigungen Ihres Unternehmens. Bitte zuerst mit PATCH /v1/tenant eine andere angeben.',
    en: 'The notices for your company go to this address. Please give another one first by PATCH /v1/tenant.',
  },
  'person-erasure-in-progress': {
    de: 'Die Löschung ist noch nicht abgeschlossen. Bitte warten, bis ihr Status „done“ ist.',
    en: 'The erasure has not ended yet. Please wait until its state is “done”.',
  },
  'source-not-ready': {
    de: 'Die Quelle wurde noch nicht gelesen. Bitte warten, bis ihr erster Abruf fertig ist.',
    en: 'The source has not been read yet. Please wait until its first refresh has ended.',
  },
  'source-kept-by-hand': {
    de: 'Diese Quelle wird von Hand gepflegt; es gibt nichts abzurufen. Bitte die Einträge selbst ändern.',
    en: 'This source is kept by hand; there is nothing to refresh. Please change its entries themselves.',
  },
  'source-without-sign-in': {
    de: 'Bei dieser Quelle meldet sich niemand an. Einen Anmeldelink gibt es nur für persönliche Kontakte (Office 365).',
    en: 'Nobody signs in to this source. There are sign-in links for personal contacts (Office 365) only.',
  },
  'source-read-elsewhere': {
    de: 'Die Kontakte dieser Quelle werden anderswo gepflegt und von dort gelesen. Bitte sie dort ändern oder eine Quelle der Art company-list anlegen.',
    en: 'The contacts of this source are kept elsewhere and read from there. Please change them there, or create a source of the kind company-list.',
  },
  'list-full': {
    de: 'Eine Firmenliste fasst höchstens 5.000 Einträge. Bitte Einträge löschen oder eine zweite Liste anlegen.',
    en: 'A company list holds at most 5,000 entries. Please delete some or create a second list.',
  },
  'person-erased': {
    de: 'Diese Angaben gehören zu einer Person, die auf Verlangen gelöscht wurde und nicht wieder aufgenommen wird. Bitte weglassen, oder zuerst die Löschung aufheben: DELETE /v1/people/erasures/{id}.',
    en: 'These details are those of a person who was erased on request and is not taken in again. Please leave them out, or lift the erasure first: DELETE /v1/people/erasures/{id}.',
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
  'held-administrator': {
    de: 'Ein Administrator hat den Import angehalten. Bitte ihn zuerst mit POST …/resume fortsetzen.',
    en: 'An administrator has paused the import. Please resume it first, by POST …/resume.',
  },
  'held-consent-lost': {
    de: 'Die Zustimmung des Unternehmens fehlt. Bitte einen Administrator zustimmen lassen (POST /v1/tenant/consent-links); dann läuft der Import von selbst weiter.',
    en: 'The company’s consent is missing. Please have an administrator consent (POST /v1/tenant/consent-links); then the import goes on by itself.',
  },
  'held-access-blocked': {
    de: 'Eine Richtlinie des Unternehmens sperrt den Zugriff. Bitte die eigene IT bitten, ihn zuzulassen; dann läuft der Import von selbst weiter.',
    en: 'A policy of the company blocks access. Please ask your IT to allow it; then the import goes on by itself.',
  },
  'held-leaving': {
    de: 'Das Unternehmen verlässt Switchboard, deshalb laufen seine Importe nicht. Bitte den Abschied zurücknehmen, wenn sie weiterlaufen sollen.',
    en: 'The company is leaving Switchboard, so its imports do not run. Please undo the departure if they are to go on.',
  },
  'held-trial-ended': {
    de: 'Der Testzeitraum ist vorbei. Bitte Lizenzen buchen; dann läuft der Import von selbst weiter.',
    en: 'The trial has ended. Please book licences; then the import goes on by itself.',
  },
  'held-licences-short': {
    de: 'Es sind weniger Lizenzen vorhanden, als Postfächer gefüllt werden. Bitte weitere buchen oder Postfächer herausnehmen; dann läuft der Import von selbst weiter.',
    en: 'There are fewer licences than mailboxes to fill. Please book more or take mailboxes out; then the import goes on by itself.',
  },
  'import-deleting': {
    de: 'Der Import wird gerade gelöscht. Bitte das Ende abwarten; für Neues einen neuen Import anlegen.',
    en: 'The import is being deleted. Please wait until that has ended; for something new create a new import.',
  },
  'nothing-to-confirm': {
    de: 'Bei diesem Import wartet nichts auf eine Bestätigung. Bitte seinen Zustand abrufen.',
    en: 'Nothing of this import waits for a confirmation. Please read its state.',
  },
  'other-figures': {
    de: 'Inzwischen wäre etwas anderes zu löschen als angegeben. Bitte die Angabe gate des Imports abrufen und danach entscheiden.',
    en: 'By now something else would be deleted than was stated. Please read the import’s gate and decide by it.',
  },
  'tenant-not-ready': {
    de: 'Das Unternehmen ist noch nicht eingerichtet. Bitte zuerst die Zustimmung eines Administrators einholen.',
    en: 'The company is not set up yet. Please get an administrator’s consent first.',
  },
  'tenant-leaving': {
    de: 'Der Abschied läuft schon. Bitte abwarten oder ihn mit DELETE /v1/tenant/departure zurücknehmen.',
    en: 'The departure is under way already. Please wait, or undo it by DELETE /v1/tenant/departure.',
  },
  'tenant-erasing': {
    de: 'Alle Daten des Unternehmens werden gerade gelöscht; das lässt sich nicht mehr aufhalten. Bitte in etwa einer Stunde das Zertifikat abrufen; danach ist ein neuer Anfang möglich.',
    en: 'All data of the company are being erased and this can no longer be stopped. Please get the certificate in about an hour; after that a new beginning is possible.',
  },
  'dead-letter-held': {
    de: 'Diese Nachricht wird gerade von jemand anderem bearbeitet. Bitte in einer Minute wiederholen.',
    en: 'Somebody else is working on this message just now. Please repeat in a minute.',
  },
  'dead-letter-malformed': {
    de: 'Diese Nachricht ist unleserlich und würde wieder scheitern. Bitte sie mit dem Grund „malformed“ verwerfen.',
    en: 'This message cannot be read and would fail again. Please discard it with the reason “malformed”.',
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

/** Which limit of calls is exceeded, and the way out. */
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

export const limitTexts = {
  address: {
    de: 'Von dieser Netzwerkadresse kamen mehr als {quota} Aufrufe in {window} Sekunden. Bitte nach {wait} Sekunden wiederholen und die Aufrufe verteilen.',
    en: 'This network address has sent more than {quota} calls in {window} seconds. Please repeat after {wait} seconds and spread the calls.',
  },
  failures: {
    de: 'Von dieser Netzwerkadresse kamen zu viele ungültige Token oder Freigabekennungen. Bitte {wait} Sekunden warten und den Aufrufer prüfen, der sie sendet.',
    en: 'This network address has sent too many invalid tokens or share ids. Please wait {wait} seconds and check the client that sends them.',
  },
  public: {
    de: 'Von dieser Netzwerkadresse wurden mehr als {quota} Seiten in {window} Sekunden abgerufen. Bitte nach {wait} Sekunden wiederholen.',
    en: 'This network address has asked for more than {quota} pages in {window} seconds. Please repeat after {wait} seconds.',
  },
  tenant: {
    de: 'Das Unternehmen hat seine {quota} Aufrufe in {window} Sekunden verbraucht. Bitte nach {wait} Sekunden wiederholen und in allen Anwendungen seltener nachfragen.',
    en: 'The company has used its {quota} calls in {window} seconds. Please repeat after {wait} seconds and ask less often in all of its applications.',
  },
  operator: {
    de: 'Dieser Zugang des Betreibers hat seine {quota} Aufrufe in {window} Sekunden verbraucht. Bitte nach {wait} Sekunden wiederholen.',
    en: 'This access of the operator has used its {quota} calls in {window} seconds. Please repeat after {wait} seconds.',
  },
  users: {
    de: 'Die Benutzer des Unternehmens haben zusammen mehr als {quota} Aufrufe in {window} Sekunden gesendet. Bitte nach {wait} Sekunden wiederholen.',
    en: 'The users of the company have together sent more than {quota} calls in {window} seconds. Please repeat after {wait} seconds.',
  },
  user: {
    de: 'Ein Benutzer kann diesen Aufruf {quota}-mal in {window} Sekunden senden. Bitte nach {wait} Sekunden wiederholen und Ergebnisse merken.',
    en: 'A user can send this call {quota} times in {window} seconds. Please repeat after {wait} seconds and keep what was answered.',
  },
  reading: {
    de: 'Diese Abfrage ist je Unternehmen {quota}-mal in {window} Sekunden möglich. Bitte nach {wait} Sekunden wiederholen, größere Seiten (limit) abrufen und Ergebnisse merken.',
    en: 'This can be read {quota} times in {window} seconds by a company. Please repeat after {wait} seconds, ask for larger pages (limit) and keep what was answered.',
  },
  changing: {
    de: 'Diese Änderung ist je Unternehmen {quota}-mal in {window} Sekunden möglich. Bitte nach {wait} Sekunden wiederholen und Änderungen nacheinander senden.',
    en: 'A company can make this change {quota} times in {window} seconds. Please repeat after {wait} seconds and send changes one after the other.',
  },
  expensive: {
    de: 'Dieser aufwendige Aufruf ist je Unternehmen {quota}-mal in {window} Sekunden möglich. Bitte nach {wait} Sekunden wiederholen; den Stand zeigt das Lesen der Ressource.',
    en: 'A company can make this costly call {quota} times in {window} seconds. Please repeat after {wait} seconds; reading the resource shows where it stands.',
  },
} as const satisfies Record<LimitName, Texts>;

/** The sentence for a limit that is exceeded. A name without a text is a fault and throws. */
export const limitText = (
  { name, quota, windowSeconds }: NonNullable<Throttled['policy']>,
  retryAfterSeconds: number,
): Texts => {
  if (!Object.hasOwn(limitTexts, name)) throw new Error(`limit without a text: ${name}`);
  const texts: Texts = limitTexts[name as LimitName];
  const values = { quota, window: windowSeconds, wait: Math.ceil(retryAfterSeconds) };
  return { de: fill(texts.de, values), en: fill(texts.en, values) };
};
