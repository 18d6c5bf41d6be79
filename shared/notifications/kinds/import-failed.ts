import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { reasonInWords } from '../failure-reasons.ts';
import { formatInstant } from '../format-instant.ts';
import { button, facts, paragraph } from '../mail-content.ts';

/** [I4] A run ended without doing its work. */
export const importFailed = defineKind(
  z.strictObject({
    importId: param.id,
    importName: param.name,
    /** A code of failure-reasons.ts. */
    reason: param.code,
    failedAt: param.instant,
    timeZone: param.timeZone,
  }),
  {
    de: {
      subject: 'Switchboard: Ein Import ist fehlgeschlagen',
      body: ({ importId, importName, reason, failedAt, timeZone }, links) => [
        paragraph(
          'Ein Import konnte nicht ausgeführt werden. Die Kontakte in den Postfächern sind unverändert.',
        ),
        facts(
          ['Import', importName],
          ['Zeitpunkt', formatInstant(failedAt, 'de', timeZone)],
          ['Grund', reasonInWords(reason, 'de')],
        ),
        button('Import ansehen', links.import(importId)),
      ],
    },
    en: {
      subject: 'Switchboard: an import failed',
      body: ({ importId, importName, reason, failedAt, timeZone }, links) => [
        paragraph('An import could not be carried out. The contacts in the mailboxes are unchanged.'),
        facts(
          ['Import', importName],
          ['Time', formatInstant(failedAt, 'en', timeZone)],
          ['Reason', reasonInWords(reason, 'en')],
        ),
        button('View the import', links.import(importId)),
      ],
    },
  },
);
