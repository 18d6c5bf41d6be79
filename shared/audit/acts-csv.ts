import type { Act } from './act.ts';

const columns = [
  'at',
  'operation',
  'actorKind',
  'actorId',
  'from',
  'correlationId',
  'effect',
  'subject',
  'subjectId',
  'before',
  'after',
] as const;

/**
 * [T7] Acts as RFC 4180: a line for each thing that an act changed; before and after are JSON. Begins with a byte order
 * mark, without which Excel takes umlauts for something else.
 */
export const actsCsv = (acts: readonly Act[]): string => {
  const lines = acts.flatMap((act) =>
    act.changes.map((change) => [
      act.at,
      act.operation,
      act.actor.kind,
      act.actor.oid ?? '',
      act.from ?? '',
      act.correlationId,
      change.effect,
      change.subject,
      change.subjectId,
      JSON.stringify(change.before),
      JSON.stringify(change.after),
    ]),
  );
  return `\uFEFF${[columns, ...lines].map((line) => `${line.map(csvCell).join(',')}\r\n`).join('')}`;
};

/** A cell that begins like a formula would be carried out by a spreadsheet: an apostrophe makes it a text (OWASP). */
export const csvCell = (text: string): string => {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
