import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { button, facts, paragraph } from '../mail-content.ts';

/** [L12] A period was closed by a statement. */
export const statementIssued = defineKind(
  z.strictObject({
    number: param.id,
    /** Decimal, `12.34`. */
    gross: z.string().regex(/^-?\d+\.\d\d$/),
    currency: z.string().length(3),
    /** 1: it puts right an earlier one. */
    correction: param.count,
  }),
  {
    de: {
      subject: 'Switchboard: Ihre Abrechnung',
      body: ({ number, gross, currency, correction }, links) => [
        paragraph(
          correction > 0
            ? 'Eine frühere Abrechnung wurde durch eine neue berichtigt.'
            : 'Für den vergangenen Zeitraum liegt eine Abrechnung vor.',
        ),
        facts(['Nummer', number], ['Betrag', `${gross.replace('.', ',')} ${currency}`]),
        button('Abrechnung ansehen', links.licences),
      ],
    },
    en: {
      subject: 'Switchboard: your statement',
      body: ({ number, gross, currency, correction }, links) => [
        paragraph(
          correction > 0
            ? 'An earlier statement was put right by a new one.'
            : 'There is a statement for the past period.',
        ),
        facts(['Number', number], ['Amount', `${gross} ${currency}`]),
        button('See the statement', links.licences),
      ],
    },
  },
);
