import { type Constraint, parseConstraint } from './route-constraint.ts';

export interface RouteTemplate {
  readonly text: string;
  /** Compares templates: the smaller, digit by digit, is matched first (a literal before a parameter). */
  readonly precedence: string;
  /** The route's values for a path, decoded; undefined when it does not match. An absent optional parameter is left out. */
  match(path: string): Readonly<Record<string, string>> | undefined;
}

interface Parameter {
  readonly name: string;
  readonly catchAll: boolean;
  readonly optional: boolean;
  readonly fallback: string | undefined;
  readonly constraints: readonly Constraint[];
}

type Segment = readonly (string | Parameter)[];

/**
 * An ASP.NET route template as `route` takes it: literals, `{name}`, `{name?}`, `{name=default}`, `{*rest}`, constraints
 * `{id:guid}`, and literals around a parameter within a segment (`v{version:int}`). Literals match without regard to case.
 *
 * @throws Error with the reason when the template is not valid or uses an unknown constraint.
 */
export const parseRouteTemplate = (text: string): RouteTemplate => {
  const fail = (why: string): never => {
    throw new Error(`The route "${text}" cannot be used: ${why}.`);
  };
  if (text.startsWith('/') || text.includes('//')) fail('it begins with or doubles a slash');
  const segments = splitSegments(text).map((part) => parseSegment(part, fail));
  const names = segments.flatMap((segment) =>
    segment.flatMap((part) => (typeof part === 'string' ? [] : [part.name.toLowerCase()])),
  );
  if (new Set(names).size !== names.length) fail('a parameter appears twice');

  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    for (const part of segment) {
      if (typeof part === 'string') continue;
      if (part.catchAll && !(last && segment.length === 1)) fail(`{*${part.name}} must be the last segment`);
      if (part.optional && !last) fail(`{${part.name}?} must be in the last segment`);
    }
  });

  return {
    text,
    precedence: segments.map(precedenceOf).join(''),
    match: (path) => matchSegments(segments, path),
  };
};

const matchSegments = (
  segments: readonly Segment[],
  path: string,
): Readonly<Record<string, string>> | undefined => {
  const parts = path.split('/').filter((part, index, all) => part !== '' || index < all.length - 1);
  const values: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const lone = segment.length === 1 && typeof segment[0] === 'object' ? segment[0] : undefined;
    if (lone?.catchAll === true) {
      const rest = parts.slice(index).map(decode).join('/');
      return accept(lone, rest === '' ? lone.fallback : rest, values, true) ? values : undefined;
    }
    const part = parts[index];
    if (part === undefined || part === '') {
      if (lone === undefined || !accept(lone, lone.fallback, values, lone.optional)) return undefined;
      continue;
    }
    const found = expression(segment).exec(decode(part));
    if (found === null) return undefined;
    const parameters = segment.filter((item): item is Parameter => typeof item === 'object');
    if (!parameters.every((parameter, i) => accept(parameter, found[i + 1], values, false))) return undefined;
  }
  return parts.length > segments.length ? undefined : values;
};

const accept = (
  parameter: Parameter,
  value: string | undefined,
  values: Record<string, string>,
  optional: boolean,
): boolean => {
  if (value === undefined) return optional;
  if (!parameter.constraints.every((constraint) => constraint(value))) return false;
  values[parameter.name] = value;
  return true;
};

const expression = (segment: Segment): RegExp =>
  new RegExp(
    `^${segment.map((part) => (typeof part === 'string' ? part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&') : '(.+)')).join('')}$`,
    'is',
  );

/** Bytes that are no UTF-8 stay as they were sent: a malformed escape is not the host's reason to fail. */
const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** ASP.NET's order of inbound routes: literal 1, literal and parameter mixed 2, constrained 2, bare 3, `{*rest:x}` 4, `{*rest}` 5. */
const precedenceOf = (segment: Segment): string => {
  const [first] = segment;
  if (segment.length > 1) return '2';
  if (first === undefined || typeof first === 'string') return '1';
  const constrained = first.constraints.length > 0;
  if (first.catchAll) return constrained ? '4' : '5';
  return constrained ? '2' : '3';
};

/** Slashes inside braces belong to a constraint's argument, not to the path. */
const splitSegments = (text: string): string[] =>
  text === '' ? [] : text.replace(/\/$/, '').split(/\/(?![^{]*\}(?!\}))/);

const parseSegment = (text: string, fail: (why: string) => never): Segment => {
  const parts: (string | Parameter)[] = [];
  let rest = text;
  while (rest !== '') {
    const open = rest.indexOf('{');
    if (open < 0) {
      if (rest.includes('}')) fail('a brace is not opened');
      parts.push(rest);
      break;
    }
    if (open > 0) parts.push(rest.slice(0, open));
    const close = closingBrace(rest, open);
    if (close < 0) fail('a brace is not closed');
    if (typeof parts.at(-1) === 'object') fail('two parameters touch');
    parts.push(parseParameter(rest.slice(open + 1, close), fail));
    rest = rest.slice(close + 1);
  }
  return parts;
};

/** A regex constraint doubles its own braces: `{id:regex(^\\d{{4}}$)}`. */
const closingBrace = (text: string, open: number): number => {
  for (let i = open + 1; i < text.length; i += 1) {
    if (text.startsWith('{{', i) || text.startsWith('}}', i)) i += 1;
    else if (text[i] === '}') return i;
  }
  return -1;
};

const parseParameter = (inner: string, fail: (why: string) => never): Parameter => {
  const match = /^(\*{0,2})([A-Za-z_]\w*)((?::(?:[^:(=?]+(?:\((?:[^()]|\([^()]*\))*\))?))*)(\?|=.*)?$/s.exec(
    inner.replaceAll('{{', '{').replaceAll('}}', '}'),
  );
  if (match === null) return fail(`{${inner}} is no parameter`);
  const [, stars = '', name = '', constraints = '', tail] = match;
  return {
    name,
    catchAll: stars !== '',
    optional: tail === '?',
    fallback: tail?.startsWith('=') === true ? tail.slice(1) : undefined,
    constraints: (constraints.match(/:[^:(]+(?:\((?:[^()]|\([^()]*\))*\))?/g) ?? []).map((text) =>
      parseConstraint(text.slice(1), fail),
    ),
  };
};
