import type { z } from 'zod';
import { type FieldProblem, type Invalid, invalid } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { isRule, type RuleName } from './messages.ts';
import { jsonPointer } from './pointer.ts';

/** A caller is helped by the first ones; a body of thousands of faults must not become an answer of megabytes. */
const maxProblems = 50;

/** Judges a value by a schema. Problems point into the body (`/a/0`) or, for `query`, to the parameter (`?limit`). */
export const validate = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: 'body' | 'query',
): Result<z.output<Schema>, Invalid> => {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return ok(parsed.data);
  const point =
    where === 'body' ? jsonPointer : (path: readonly PropertyKey[]) => `?${path.map(String).join('.')}`;
  return err(
    invalid(...parsed.error.issues.flatMap((issue) => toProblems(issue, [], point)).slice(0, maxProblems)),
  );
};

type Point = (path: readonly PropertyKey[]) => string;
type Issue = z.core.$ZodIssue;
type Broken = readonly [rule: RuleName, params?: FieldProblem['params']];

const toProblems = (issue: Issue, base: readonly PropertyKey[], point: Point): readonly FieldProblem[] => {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: point([...path, key]), rule: 'unknown-field' }));
  }
  if (issue.code === 'invalid_union' && issue.input !== undefined) {
    const branch = nearestBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => toProblems(inner, path, point));
  }
  const [rule, params] = brokenRule(issue);
  return [{ pointer: point(path), rule, ...(params && { params }) }];
};

/** Of several shapes that a value might have, the one that it comes closest to: it got past the outermost check. */
const nearestBranch = (branches: readonly Issue[][]): readonly Issue[] | undefined => {
  const entered = branches.filter((issues) => issues.some((issue) => issue.path.length > 0));
  return (entered.length > 0 ? entered : branches).toSorted((a, b) => a.length - b.length)[0];
};

const brokenRule = (issue: Issue): Broken => {
  if (issue.code !== 'custom' && issue.input === undefined) return ['required'];
  // A schema of ours names its own rule in place of zod's text.
  if (isRule(issue.message)) {
    return [issue.message, issue.code === 'custom' ? plainParams(issue.params) : undefined];
  }
  switch (issue.code) {
    case 'invalid_type':
      // JSON has no NaN: it is a text of the query of which no number could be made.
      return issue.expected === 'int' || Number.isNaN(issue.input)
        ? ['integer']
        : ['type', { expected: issue.expected }];
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return format(issue);
    case 'invalid_value':
      return ['one-of', { allowed: issue.values.map(String).join(', ') }];
    case 'invalid_union':
      return 'options' in issue && issue.options !== undefined
        ? ['one-of', { allowed: issue.options.map(String).join(', ') }]
        : ['not-accepted'];
    case 'not_multiple_of':
      return ['multiple-of', { divisor: issue.divisor }];
    default:
      return ['not-accepted'];
  }
};

const tooSmall = (issue: Extract<Issue, { code: 'too_small' }>): Broken => {
  const min = Number(issue.minimum);
  if (issue.origin === 'string') {
    if (issue.exact) return ['exact-length', { length: min }];
    return min === 1 ? ['not-empty'] : ['min-length', { min }];
  }
  if (issue.origin === 'array' || issue.origin === 'set') return ['min-items', { min }];
  return [issue.inclusive === false ? 'more-than' : 'minimum', { min }];
};

const tooBig = (issue: Extract<Issue, { code: 'too_big' }>): Broken => {
  const max = Number(issue.maximum);
  if (issue.origin === 'string')
    return issue.exact ? ['exact-length', { length: max }] : ['max-length', { max }];
  if (issue.origin === 'array' || issue.origin === 'set') return ['max-items', { max }];
  return [issue.inclusive === false ? 'less-than' : 'maximum', { max }];
};

const formats: Readonly<Record<string, RuleName>> = {
  guid: 'guid',
  uuid: 'guid',
  email: 'email',
  url: 'url',
  datetime: 'date-time',
  date: 'date',
  time: 'time-of-day',
  e164: 'phone-number',
};

const format = (issue: Extract<Issue, { code: 'invalid_format' }>): Broken => {
  const known = formats[issue.format];
  if (known !== undefined) return [known];
  return issue.pattern === undefined ? ['not-accepted'] : ['pattern', { pattern: issue.pattern }];
};

const plainParams = (params: unknown): FieldProblem['params'] => {
  if (typeof params !== 'object' || params === null) return undefined;
  const plain = Object.entries(params).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return Object.fromEntries(plain);
};
