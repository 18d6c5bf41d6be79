import ICAL from 'ical.js';

/**
 * ical.js knows names, parameters and their quoting (RFC 6868). Values pass as they stand: its own reading of them takes
 * the separator behind an escaped backslash for escaped, and it escapes the commas of URIs. It also folds one octet too
 * late (2.2.1).
 */
const asItStands: Parameters<typeof ICAL.stringify.property>[1] = {
  value: {},
  param: { type: { valueType: 'text', multiValue: ',' } },
  property: {},
  propertyGroups: true,
};

export type Params = Readonly<Record<string, string | readonly string[]>>;

/** A folded content line without its end. `value` is escaped already. */
export const toLine = (name: string, params: Params, value: string): string =>
  folded(ICAL.stringify.property([name, params, 'unknown', value], asItStands, true));

const longestLine = 75;

/** Between characters; the blank before what follows counts, too. */
const folded = (line: string): string => {
  const lines: string[] = [];
  let from = 0;
  let at = 0;
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > longestLine) {
      lines.push(line.slice(from, at));
      from = at;
      octets = 1;
    }
    octets += size;
    at += character.length;
  }
  return [...lines, line.slice(from)].join('\r\n ');
};

export interface ContentLine {
  /** Lower case, without its group. */
  readonly name: string;
  /** Lower case. */
  readonly types: readonly string[];
  readonly param: (name: string) => string | undefined;
  /** Still escaped. */
  readonly value: string;
}

/** A content line that is unfolded already; undefined for none. What ical.js throws holds the line, so it goes no further. */
export const fromLine = (line: string): ContentLine | undefined => {
  try {
    const [name, params, , value]: readonly [string, Params, string, unknown] = ICAL.parse.property(
      withTypeNamed(line),
      asItStands,
    );
    if (typeof value !== 'string') return undefined;
    return {
      name: name.toLowerCase(),
      types: listOf(params['type']).map((type) => type.toLowerCase()),
      param: (wanted) => listOf(params[wanted])[0],
      value,
    };
  } catch {
    return undefined;
  }
};

/** `TEL;CELL:` of vCard 2.1 is common in cards that call themselves 3.0, too. */
const withTypeNamed = (line: string): string => {
  const head = /^[\w.-]+((?:;[^;:="]+)+)(?=[;:])/.exec(line);
  return head?.[1] === undefined
    ? line
    : line.replace(head[1], () => head[1]?.replaceAll(';', ';TYPE=') ?? '');
};

const listOf = (param: string | readonly string[] | undefined): readonly string[] =>
  typeof param === 'string' ? [param] : [...(param ?? [])].flat();
