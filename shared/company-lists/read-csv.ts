import { CsvError, parse } from 'csv-parse/sync';
import type { ContactDetails } from '../contacts/contact-details.ts';
import type { UnjudgedDetails } from '../contacts/vcard/read-vcards.ts';
import { fromCell } from './csv-cell.ts';
import { type Column, columnsOf } from './csv-columns.ts';
import type { FileError, FileRead, FileRow } from './list-file.ts';

const longestHeading = 60;

/**
 * [S10] A CSV file with a line of headings (csv-columns.ts), separated by semicolons, commas or tabs. Columns that mean
 * nothing here are left out and named; no value is in an error.
 */
export const readCsv = (text: string): FileRead => {
  // A line is counted once, whatever ends it; csv-parse counts a CRLF inside quotes twice (7.0).
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  // Excel's own word for what separates the cells.
  const told = /^sep=(.)\n/.exec(plain);
  const content = told === null ? plain : plain.slice(told[0].length);
  const parsed = parsedRecords(content, told?.[1] ?? delimiterOf(content), told === null ? 0 : 1);
  if ('errors' in parsed) return parsed;
  const [head, ...records] = parsed.records;
  if (head === undefined) return failed({ line: 1, rule: 'csv-no-headings' });

  const names = head.cells.map((cell) => fromCell(cell).trim().slice(0, longestHeading));
  const columns = columnsOf(names);
  const errors = headErrors(head.line, names, columns);
  if (errors.length > 0) return { rows: [], errors, ignored: [] };
  const rows = records.flatMap((record) =>
    record.cells.every(isBlank) ? [] : [toRow(record, names, columns)],
  );
  const ignored = names.filter((name, n) => columns[n] === undefined && name !== '');
  const tooWide = records.filter(({ cells }) => cells.slice(names.length).some((cell) => !isBlank(cell)));
  return {
    rows,
    errors: tooWide.map(({ line }) => ({ line, rule: 'csv-too-many-cells' })),
    ignored: [...new Set(ignored)],
  };
};

interface Line {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

const isBlank = (cell: string): boolean => cell.trim() === '';
/** Outlook exports colleagues under the names that Exchange has for them within, which are no addresses. */
const isOfExchange = (email: string): boolean => /^\/o=/i.test(email);
const failed = (...errors: readonly FileError[]): FileRead => ({ rows: [], errors, ignored: [] });

/** The one that most of the first line is separated by; Excel writes semicolons in Germany. */
const delimiterOf = (content: string): string => {
  const first = (/^(?:"(?:[^"]|"")*"|[^"\n])*/.exec(content.trimStart())?.[0] ?? '').replace(
    /"(?:[^"]|"")*"/g,
    '',
  );
  const counted = [';', ',', '\t'].map((each) => ({ each, count: first.split(each).length }));
  return counted.toSorted((a, b) => b.count - a.count)[0]?.each ?? ';';
};

const parsedRecords = (
  content: string,
  delimiter: string,
  linesBefore: number,
): FileRead | { readonly records: readonly Line[] } => {
  try {
    const found: unknown = parse(content, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: '\n',
    });
    return { records: (found as readonly Parsed[]).map((each) => toLine(each, linesBefore)) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Its message holds the value.
    const { lines } = error as unknown as { readonly lines?: number };
    return failed({ line: (lines ?? 1) + linesBefore, rule: 'csv-quotes' });
  }
};

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The library says where a record ends. */
const toLine = ({ record, info }: Parsed, linesBefore: number): Line => ({
  line: info.lines + linesBefore - record.join('').replace(/[^\n]/g, '').length,
  cells: record,
});

const headErrors = (
  line: number,
  names: readonly string[],
  columns: readonly (Column | undefined)[],
): readonly FileError[] => {
  if (columns.every((column) => column === undefined)) return [{ line, rule: 'csv-no-headings' }];
  const seen = new Set<string>();
  return columns.flatMap((column, n): readonly FileError[] => {
    if (column === undefined || column.holds === 'phone' || column.holds === 'email') return [];
    // Outlook has three of them for the lines of one address.
    if (column.holds === 'address' && column.field === 'street') return [];
    const what = column.holds === 'id' ? 'id' : column.field;
    if (!seen.has(what)) {
      seen.add(what);
      return [];
    }
    return [{ line, field: names[n] ?? '', rule: 'duplicate-item' }];
  });
};

const toRow = (
  { line, cells }: Line,
  names: readonly string[],
  columns: readonly (Column | undefined)[],
): FileRow => {
  let id = '';
  const texts: Record<string, string> = {};
  const businessAddress: Record<string, string> = {};
  const emails: string[] = [];
  const phones: ContactDetails['phones'] = [];
  const fields = new Map<string, string>();
  for (const [n, column] of columns.entries()) {
    const cell = fromCell(cells[n] ?? '').trim();
    if (column === undefined || cell === '' || (column.holds === 'email' && isOfExchange(cell))) continue;
    const place = placeOf(column, emails.length, phones.length);
    fields.set(place, names[n] ?? '');
    if (column.holds === 'id') id = cell;
    else if (column.holds === 'email') emails.push(cell);
    else if (column.holds === 'phone') phones.push({ kind: column.kind, number: cell });
    else if (column.holds === 'text') texts[column.field] = cell;
    else {
      const { [column.field]: above } = businessAddress;
      businessAddress[column.field] = above === undefined ? cell : `${above}\n${cell}`;
    }
  }
  const contact: UnjudgedDetails = {
    ...texts,
    emails,
    phones,
    ...(Object.keys(businessAddress).length === 0 ? {} : { businessAddress }),
  };
  return { line, ...(id === '' ? {} : { id }), contact, nameOf: (path) => fields.get(path) };
};

/** Where the cell ends up in the contact. */
const placeOf = (column: Column, emails: number, phones: number): string => {
  switch (column.holds) {
    case 'id':
      return 'id';
    case 'email':
      return `emails/${emails}`;
    case 'phone':
      return `phones/${phones}/number`;
    case 'text':
      return column.field;
    case 'address':
      return `businessAddress/${column.field}`;
    default:
      return column satisfies never;
  }
};
