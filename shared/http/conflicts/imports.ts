import type { Texts } from '../language.ts';

export const importConflicts = {
  'share-in-use': {
    de: 'Die Freigabe wird noch von einem Import verwendet. Bitte den Import zuerst löschen oder umstellen.',
    en: 'The share is still used by an import. Please delete or change that import first.',
  },
  'share-revoked': {
    de: 'Die Freigabe ist widerrufen. Bitte eine neue anlegen.',
    en: 'The share is revoked. Please create a new one.',
  },
  'run-in-progress': {
    de: 'Ein Lauf dieses Imports ist bereits im Gange. Bitte sein Ende abwarten.',
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
} as const satisfies Record<string, Texts>;
