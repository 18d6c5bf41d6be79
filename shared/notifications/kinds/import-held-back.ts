import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { formatInstant } from '../format-instant.ts';
import { button, facts, paragraph } from '../mail-content.ts';

/** [I6] A run would have deleted more than the import allows: it waits for its administrator's word. */
export const importHeldBack = defineKind(
  z.strictObject({
    importId: param.id,
    importName: param.name,
    /** Contacts of a mailbox, or whole mailboxes. */
    what: z.enum(['contacts', 'mailboxes']),
    deletions: param.count,
    of: param.count,
    mailboxes: param.count,
    finishedAt: param.instant,
    timeZone: param.timeZone,
  }),
  {
    de: {
      subject: 'Switchboard: Ein Import wartet auf Ihre Bestätigung',
      body: ({ importId, importName, what, deletions, of, mailboxes, finishedAt, timeZone }, links) => [
        paragraph(
          what === 'contacts'
            ? 'Ein Import hätte ungewöhnlich viele Kontakte gelöscht. In den betroffenen Postfächern ist deshalb nichts verändert worden.'
            : 'Ein Import hätte ungewöhnlich viele Postfächer geleert, weil die Gruppen kleiner geworden sind. Ihre Kontakte sind noch da.',
        ),
        facts(
          ['Import', importName],
          ['Zeitpunkt', formatInstant(finishedAt, 'de', timeZone)],
          what === 'contacts'
            ? ['Zu löschen', `bis zu ${deletions} von ${of} Kontakten eines Postfachs`]
            : ['Zu leeren', `${deletions} von ${of} Postfächern`],
          ['Betroffene Postfächer', `${mailboxes}`],
        ),
        paragraph(
          'Ist das so gewollt, bestätigen Sie es bitte. Sonst lassen Sie bitte die Freigabe oder die Gruppen prüfen: ' +
            'Sobald sie wieder stimmen, läuft der Import von selbst weiter.',
        ),
        button('Prüfen und bestätigen', links.import(importId)),
      ],
    },
    en: {
      subject: 'Switchboard: an import waits for your confirmation',
      body: ({ importId, importName, what, deletions, of, mailboxes, finishedAt, timeZone }, links) => [
        paragraph(
          what === 'contacts'
            ? 'An import would have deleted unusually many contacts. The mailboxes concerned are therefore unchanged.'
            : 'An import would have emptied unusually many mailboxes because its groups have shrunk. Their contacts are still there.',
        ),
        facts(
          ['Import', importName],
          ['Time', formatInstant(finishedAt, 'en', timeZone)],
          what === 'contacts'
            ? ['To be deleted', `up to ${deletions} of ${of} contacts of a mailbox`]
            : ['To be emptied', `${deletions} of ${of} mailboxes`],
          ['Mailboxes concerned', `${mailboxes}`],
        ),
        paragraph(
          'If that is intended, please confirm it. Otherwise please have the share or the groups looked at: ' +
            'as soon as they are right again, the import goes on by itself.',
        ),
        button('Check and confirm', links.import(importId)),
      ],
    },
  },
);
