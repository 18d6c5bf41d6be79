import type { Texts } from '../../shared/http/language.ts';
import { conflictText } from '../../shared/http/reasons.ts';
import type { HoldReason } from '../../shared/imports/holds.ts';
import type { MailboxFailure } from '../../shared/imports/mailbox-result.ts';
import { type Run, runFailures } from '../../shared/imports/run.ts';
import type { Language } from '../../shared/kernel/tenant-context.ts';
import { reasonInWords } from '../../shared/notifications/failure-reasons.ts';

/** [I4] Why nothing, or not all, was done in a mailbox, and the way out. */
const mailboxTexts: Readonly<Record<MailboxFailure, Texts>> = {
  'user-not-found': {
    de: 'Diesen Benutzer gibt es im Verzeichnis nicht (mehr). Bitte aus „targets“ nehmen, falls er nicht wiederkommt.',
    en: 'There is no such user in the directory (any more). Please take the user out of “targets” unless they come back.',
  },
  'no-mailbox': {
    de: 'Dieser Benutzer hat kein Postfach in Exchange Online. Bitte eine Lizenz dafür zuweisen oder ihn aus „targets“ nehmen.',
    en: 'This user has no mailbox in Exchange Online. Please assign a licence for one, or take the user out of “targets”.',
  },
  'access-denied': {
    de: 'Exchange lässt Switchboard nicht in dieses Postfach. Bitte von der eigenen IT zulassen (RBAC for Applications).',
    en: 'Exchange does not let Switchboard into this mailbox. Please have your IT admit it (RBAC for Applications).',
  },
  'quota-exceeded': {
    de: 'Das Postfach ist voll. Bitte Platz schaffen; der nächste Lauf ergänzt, was fehlt.',
    en: 'The mailbox is full. Please make room; the next run adds what is missing.',
  },
  refused: {
    de: 'Exchange hat die Änderungen abgelehnt; „refusals“ nennt die Codes. Der nächste Lauf versucht es wieder.',
    en: 'Exchange has refused the changes; “refusals” names the codes. The next run tries again.',
  },
  unavailable: {
    de: 'Das Postfach war nicht erreichbar. Der nächste Lauf versucht es wieder.',
    en: 'The mailbox could not be reached. The next run tries again.',
  },
  throttled: {
    de: 'Microsoft hat die Aufrufe zu lange gedrosselt. Der nächste Lauf versucht es wieder.',
    en: 'Microsoft has throttled the calls for too long. The next run tries again.',
  },
  'consent-required': {
    de: 'Die Zustimmung des Unternehmens fehlt. Bitte einen Administrator zustimmen lassen (POST /v1/tenant/consent-links).',
    en: 'The company’s consent is missing. Please have an administrator consent (POST /v1/tenant/consent-links).',
  },
  'access-blocked': {
    de: 'Eine Richtlinie des Unternehmens sperrt den Zugriff. Bitte an die eigene IT wenden.',
    en: 'A policy of the company blocks access. Please ask your IT.',
  },
  'folder-keeps-vanishing': {
    de: 'Der Ordner verschwand immer wieder, während er gefüllt wurde. Bitte nachsehen, was ihn löscht; der nächste Lauf versucht es wieder.',
    en: 'The folder vanished again and again while it was filled. Please look for what deletes it; the next run tries again.',
  },
  'share-lost': {
    de: 'Der Anbieter hat die Freigabe während des Laufs beendet. Bitte ihn fragen.',
    en: 'The provider has ended the share during the run. Please ask the provider.',
  },
  'licence-missing': {
    de: 'Für dieses Postfach war keine Lizenz frei; es blieb, wie es war. Bitte unter /v1/licences buchen.',
    en: 'No licence was free for this mailbox; it was left as it was. Please book at /v1/licences.',
  },
  'deletions-unconfirmed': {
    de: 'Es wäre ungewöhnlich viel gelöscht worden; das Postfach blieb, wie es war. Bitte „gate“ des Imports ansehen und bestätigen oder die Auswahl berichtigen.',
    en: 'Unusually much would have been deleted; the mailbox was left as it was. Please look at the import’s “gate” and confirm it, or correct the selection.',
  },
};

export const mailboxText = (reason: MailboxFailure, language: Language): string =>
  mailboxTexts[reason][language];

/** Why a run failed, or what stopped it, with the way out. */
export const runText = (reason: NonNullable<Run['reason']>, language: Language): string =>
  isFailure(reason)
    ? reasonInWords(reason, language)
    : conflictText(`held-${reason satisfies HoldReason}`)[language];

const isFailure = (reason: NonNullable<Run['reason']>): reason is (typeof runFailures)[number] =>
  runFailures.some((failure) => failure === reason);
