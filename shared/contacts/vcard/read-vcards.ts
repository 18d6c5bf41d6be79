import type { z } from 'zod';
import type { contactDetailsSchema } from '../contact-details.ts';
import { type ContentLine, fromLine } from './vcard-line.ts';
import { phoneOf } from './vcard-phone.ts';
import { componentsOf, unescaped } from './vcard-text.ts';

/** Not yet judged: lengths and forms are the schema's business. */
export type UnjudgedDetails = z.input<typeof contactDetailsSchema>;

export interface VcardRead {
  /** Where the card begins, counted from 1. */
  readonly line: number;
  /** Its UID. */
  readonly id?: string;
  readonly contact: UnjudgedDetails;
}

/** Each names a text of messages.ts. */
export type VcardRule =
  | 'vcard-version'
  | 'vcard-line'
  | 'vcard-not-ended'
  | 'vcard-not-begun'
  | 'vcard-encoding';

export interface VcardError {
  /** Of the broken line; of the card, where it is the card that is broken. */
  readonly line: number;
  /** Name of the property, in capitals. */
  readonly field?: string;
  readonly rule: VcardRule;
}

/**
 * [S10] Cards of the versions 3.0 and 4.0, one behind the other; photos and what has no place in a contact are left out.
 * Never throws; nothing of a value is in an error.
 */
export const readVcards = (
  text: string,
): { readonly cards: readonly VcardRead[]; readonly errors: readonly VcardError[] } => {
  const cards: VcardRead[] = [];
  const errors: VcardError[] = [];
  let open: { readonly line: number; readonly lines: NumberedLine[] } | undefined;
  let isOutside = false;
  for (const each of unfolded(text)) {
    const mark = /^(begin|end):vcard\s*$/i.exec(each.text)?.[1]?.toLowerCase();
    if (mark === 'begin') {
      if (open !== undefined) errors.push({ line: open.line, rule: 'vcard-not-ended' });
      open = { line: each.line, lines: [] };
    } else if (open === undefined) {
      // Told once: a file of another kind is wrong in every line.
      if (!isOutside) errors.push({ line: each.line, rule: 'vcard-not-begun' });
    } else if (mark === 'end') {
      const card = readCard(open.line, open.lines);
      if ('contact' in card) cards.push(card);
      else errors.push(...card.errors);
      open = undefined;
    } else open.lines.push(each);
    isOutside = open === undefined && mark !== 'end';
  }
  if (open !== undefined) errors.push({ line: open.line, rule: 'vcard-not-ended' });
  return { cards, errors };
};

interface NumberedLine {
  readonly line: number;
  readonly text: string;
}

/** Folded lines put together again; blank lines and a byte order mark are nothing. */
const unfolded = (text: string): readonly NumberedLine[] => {
  const lines: { line: number; text: string }[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const last = lines.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) last.text += line.slice(1);
    else if (line.trim() !== '') lines.push({ line: index + 1, text: line });
  }
  return lines;
};

const readCard = (
  begin: number,
  lines: readonly NumberedLine[],
): VcardRead | { readonly errors: readonly VcardError[] } => {
  const read = lines.map(({ line, text }) => ({ line, content: fromLine(text) }));
  const version = read.find(({ content }) => content?.name === 'version')?.content?.value.trim();
  // 2.1 has another grammar: nothing else that is wrong with its lines would help anybody.
  if (version !== '3.0' && version !== '4.0') {
    return { errors: [{ line: begin, field: 'VERSION', rule: 'vcard-version' }] };
  }
  const errors = read.flatMap(({ line, content }): readonly VcardError[] => {
    if (content === undefined) return [{ line, rule: 'vcard-line' }];
    const isQuoted = content.param('encoding')?.toLowerCase() === 'quoted-printable';
    return isQuoted ? [{ line, field: content.name.toUpperCase(), rule: 'vcard-encoding' }] : [];
  });
  if (errors.length > 0) return { errors };
  const contents = read.flatMap(({ content }) => (content === undefined ? [] : [content]));
  const uid = first(contents, 'uid')?.value ?? '';
  const id = unescaped(uid)
    .trim()
    .replace(/^urn:uuid:/i, '');
  return { line: begin, ...(id === '' ? {} : { id }), contact: detailsOf(contents) };
};

const first = (contents: readonly ContentLine[], name: string): ContentLine | undefined =>
  contents.find((content) => content.name === name && content.value.trim() !== '');

const detailsOf = (contents: readonly ContentLine[]): UnjudgedDetails => {
  const all = (name: string) => contents.filter((content) => content.name === name);
  const text = (name: string) => unescaped(first(contents, name)?.value ?? '').trim();
  const [surname = '', givenName = ''] = componentsOf(first(contents, 'n')?.value ?? '');
  const [companyName = '', ...departments] = componentsOf(first(contents, 'org')?.value ?? '');
  // The one at work, where there are several.
  const address = all('adr').find(({ types }) => types.includes('work')) ?? first(contents, 'adr');
  const [, officeLocation = '', street = '', city = '', state = '', postalCode = '', country = ''] =
    componentsOf(address?.value ?? '');
  const businessAddress = present({ street, city, state, postalCode, country });
  return {
    ...present({
      givenName,
      surname,
      displayName: text('fn'),
      companyName,
      department: departments.filter((part) => part !== '').join(' '),
      jobTitle: text('title'),
      officeLocation,
    }),
    emails: all('email').flatMap(({ value }) => {
      const email = unescaped(value)
        .trim()
        .replace(/^mailto:/i, '');
      return email === '' ? [] : [email];
    }),
    phones: all('tel').flatMap((line) => phoneOf(line) ?? []),
    ...(Object.keys(businessAddress).length === 0 ? {} : { businessAddress }),
  };
};

const present = <Name extends string>(
  texts: Readonly<Record<Name, string>>,
): { readonly [N in Name]?: string } =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')) as {
    readonly [N in Name]?: string;
  };
