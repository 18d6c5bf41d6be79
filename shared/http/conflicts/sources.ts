import type { Texts } from '../language.ts';

export const sourceConflicts = {
  'source-in-use': {
    de: 'Die Quelle wird noch von einer Freigabe verwendet. Bitte sie dort zuerst entfernen; welche es sind, zeigt „sources“ in GET /v1/shares.',
    en: 'The source is still used by a share. Please remove it there first; “sources” in GET /v1/shares shows which they are.',
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
    de: 'Die Quelle wurde noch nie vollständig gelesen. Bitte warten, bis ihr Status „ready“ ist; steht dort „failed“ oder gibt es „lastError“, zuerst das dort Genannte beheben.',
    en: 'The source has never been read in full yet. Please wait until its state is “ready”; where that is “failed” or there is a “lastError”, first mend what is told there.',
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
} as const satisfies Record<string, Texts>;
