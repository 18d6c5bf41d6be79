import { type ContactColumn, isColumn } from './columns.ts';
import { badRequest, notImplemented } from './dataverse-error.ts';

/** The query options of a request for contacts. */
export interface ContactQuery {
  readonly select: readonly ContactColumn[];
  readonly top?: number;
  /** `contactid eq … or contactid eq …`: the one filter that is served. */
  readonly ids?: readonly string[];
  readonly deltaToken?: string;
  readonly skipToken?: string;
  /** Those given, by name. */
  readonly given: readonly string[];
}

const served = ['$select', '$top', '$filter', '$deltatoken', '$skiptoken'];
const known = [...served, '$orderby', '$expand', '$count', '$apply', '$search'];
const guid = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';

export function readQuery(url: URL): ContactQuery {
  const options = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value] as const));
  for (const name of options.keys()) {
    if (!known.includes(name)) throw badRequest(`The query parameter ${name} is not supported.`);
  }
  const select = (options.get('$select') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => {
      if (isColumn(name)) return name;
      throw badRequest(`Could not find a property named '${name}' on type 'Microsoft.Dynamics.CRM.contact'.`);
    });
  if (select.length === 0) throw notImplemented('a request without $select');
  const top = options.get('$top');
  const filter = options.get('$filter');
  const deltaToken = options.get('$deltatoken');
  const skipToken = options.get('$skiptoken');
  return {
    select,
    ...(top === undefined ? {} : { top: wholeNumber(top) }),
    ...(filter === undefined ? {} : { ids: idsOf(filter) }),
    ...(deltaToken === undefined ? {} : { deltaToken }),
    ...(skipToken === undefined ? {} : { skipToken }),
    given: [...options.keys()],
  };
}

/** Throws for options that a request cannot have beside `Prefer: odata.track-changes`. */
export const mustBeTrackable = ({ given }: ContactQuery): void => {
  const refused = ['$filter', '$orderby', '$expand', '$top'].find((name) => given.includes(name));
  if (refused === undefined) return;
  throw badRequest(
    `The "${refused}" query parameter isn't supported when Change Tracking is enabled.`,
    '0x80060888',
  );
};

/** Throws for options that the emulator does not serve. */
export const mustBeServed = ({ given }: ContactQuery): void => {
  const missing = given.find((name) => !served.includes(name));
  if (missing !== undefined) throw notImplemented(missing);
};

const wholeNumber = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw badRequest(`Invalid value '${text}' for $top query option found.`);
  return Number(text);
};

const idsOf = (filter: string): readonly string[] => {
  const parts = filter
    .split(/ or /i)
    .map((part) => new RegExp(`^contactid eq (${guid})$`, 'i').exec(part.trim()));
  return parts.map((part) => {
    if (part?.[1] === undefined)
      throw notImplemented('a $filter other than contactid eq … or contactid eq …');
    return part[1].toLowerCase();
  });
};
