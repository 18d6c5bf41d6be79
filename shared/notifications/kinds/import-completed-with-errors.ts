import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { formatInstant } from '../format-instant.ts';
import { button, facts, paragraph } from '../mail-content.ts';

/** [I4] A run did its work, but not in every mailbox. */
export const importCompletedWithErrors = defineKind(
  z.strictObject({
    importId: param.id,
    importName: param.name,
    mailboxes: param.count,
    failedMailboxes: param.count,
    finishedAt: param.instant,
    timeZone: param.timeZone,
  }),
  {
    de: {
      subject: 'Switchboard: Ein Import hat nicht alle Postfächer erreicht',
      body: ({ importId, importName, mailboxes, failedMailboxes, finishedAt, timeZone }, links) => [
        paragraph('Ein Import ist abgeschlossen, konnte aber nicht alle Postfächer füllen.'),
        facts(
          ['Import', importName],
          ['Abgeschlossen', formatInstant(finishedAt, 'de', timeZone)],
          ['Postfächer mit Fehlern', `${failedMailboxes} von ${mailboxes}`],
        ),
        button('Gründe ansehen', links.import(importId)),
      ],
    },
    en: {
      subject: 'Switchboard: an import did not reach every mailbox',
      body: ({ importId, importName, mailboxes, failedMailboxes, finishedAt, timeZone }, links) => [
        paragraph('An import is complete but could not fill every mailbox.'),
        facts(
          ['Import', importName],
          ['Completed', formatInstant(finishedAt, 'en', timeZone)],
          ['Mailboxes with errors', `${failedMailboxes} of ${mailboxes}`],
        ),
        button('View the reasons', links.import(importId)),
      ],
    },
  },
);
