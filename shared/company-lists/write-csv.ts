import type { Contact } from '../contacts/contact.ts';
import type { Language } from '../kernel/tenant-context.ts';
import { toCell } from './csv-cell.ts';
import { type Column, headings } from './csv-columns.ts';

/**
 * [S10] Entries as RFC 4180 with headings in the caller's language, and what Excel expects there between the cells. Begins
 * with a byte order mark, without which Excel takes umlauts for something else. Loading it again changes nothing.
 */
export const writeCsv = (entries: readonly Contact[], language: Language): string => {
  const delimiter = language === 'de' ? ';' : ',';
  const columns = headings.flatMap(({ column, names }) =>
    Array.from({ length: widthOf(column, entries) }, (_, nth) => ({
      heading: nth === 0 ? names[language] : `${names[language]} ${nth + 1}`,
      column,
      nth,
    })),
  );
  const lines = [
    columns.map(({ heading }) => heading),
    ...entries.map((entry) => columns.map(({ column, nth }) => valuesOf(column, entry)[nth] ?? '')),
  ];
  return `\uFEFF${lines.map((line) => `${line.map((text) => toCell(text, delimiter)).join(delimiter)}\r\n`).join('')}`;
};

/** As many columns as the entry with the most needs; one at least, to be filled in. */
const widthOf = (column: Column, entries: readonly Contact[]): number =>
  entries.reduce((most, entry) => Math.max(most, valuesOf(column, entry).length), 1);

const valuesOf = (column: Column, entry: Contact): readonly string[] => {
  switch (column.holds) {
    case 'id':
      return [entry.key];
    case 'email':
      return entry.emails;
    case 'phone':
      return entry.phones.filter(({ kind }) => kind === column.kind).map(({ original }) => original);
    case 'text':
      return one(entry[column.field]);
    case 'address':
      return one(entry.businessAddress?.[column.field]);
    default:
      return column satisfies never;
  }
};

const one = (text: string | undefined): readonly string[] => (text === undefined ? [] : [text]);
