import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { validate } from './validate.ts';

const faultsOf = (schema: z.ZodType, value: unknown, where: 'body' | 'query' = 'body') => {
  const result = validate(schema, value, where);
  return result.ok ? [] : result.error.errors;
};

describe('a broken rule', () => {
  it.each<[string, z.ZodType, unknown, string, object?]>([
    ['a missing field', z.string(), undefined, 'required'],
    ['a missing choice', z.enum(['a']), undefined, 'required'],
    ['another type', z.string(), 5, 'type', { expected: 'string' }],
    ['null', z.object({}), null, 'type', { expected: 'object' }],
    ['a broken number', z.int(), 1.5, 'integer'],
    ['a text in place of a number of the query', z.coerce.number().int(), 'abc', 'integer'],
    ['an empty text', z.string().min(1), '', 'not-empty'],
    ['a short text', z.string().min(3), 'a', 'min-length', { min: 3 }],
    ['a long text', z.string().max(3), 'abcd', 'max-length', { max: 3 }],
    ['a text of another length', z.string().length(3), 'ab', 'exact-length', { length: 3 }],
    ['a small number', z.number().min(1), 0, 'minimum', { min: 1 }],
    ['a large number', z.number().max(200), 201, 'maximum', { max: 200 }],
    ['a number at an open bound', z.number().gt(0), 0, 'more-than', { min: 0 }],
    ['an odd number', z.number().multipleOf(2), 3, 'multiple-of', { divisor: 2 }],
    ['too few entries', z.array(z.string()).min(1), [], 'min-items', { min: 1 }],
    ['too many entries', z.array(z.string()).max(1), ['a', 'b'], 'max-items', { max: 1 }],
    ['a value off the list', z.enum(['a', 'b']), 'c', 'one-of', { allowed: 'a, b' }],
    ['a value that is not the one', z.literal('a'), 'c', 'one-of', { allowed: 'a' }],
    ['no GUID', z.guid(), 'x', 'guid'],
    ['no UUID', z.uuid(), 'x', 'guid'],
    ['no e-mail address', z.email(), 'x', 'email'],
    ['no address', z.url(), 'x', 'url'],
    ['no instant', z.iso.datetime(), '2027-03-28', 'date-time'],
    ['no date', z.iso.date(), '28.03.2027', 'date'],
    ['no telephone number', z.e164(), '089', 'phone-number'],
    ['another form', z.string().regex(/^a+$/), 'b', 'pattern', { pattern: '/^a+$/' }],
    ['a rule of our own', z.string().regex(/^\d\d:\d\d$/, 'time-of-day'), '7', 'time-of-day'],
    ['a rule in code', z.string().refine(() => false, 'own-tenant'), 'x', 'own-tenant'],
    ['a rule in code without a name', z.string().refine(() => false), 'x', 'not-accepted'],
    [
      'a shape without its mark',
      z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })]),
      { kind: 'z' },
      'one-of',
    ],
  ])('%s is called by its name', (_, schema, value, rule, params) => {
    expect(faultsOf(z.strictObject({ f: schema }), { f: value })).toEqual([
      expect.objectContaining({ rule, ...(params && { params }) }),
    ]);
  });

  it('points to its place', () => {
    const schema = z.strictObject({
      selection: z.strictObject({ groups: z.array(z.guid()), 'a/b~c': z.int() }),
    });
    expect(
      faultsOf(schema, { selection: { groups: ['x'], 'a/b~c': 'y' } }).map((fault) => fault.pointer),
    ).toEqual(['/selection/groups/0', '/selection/a~1b~0c']);
  });

  it('of an unknown field points to each of them', () => {
    expect(faultsOf(z.strictObject({ a: z.strictObject({}) }), { a: { b: 1, c: 2 }, d: 3 })).toEqual([
      { pointer: '/a/b', rule: 'unknown-field' },
      { pointer: '/a/c', rule: 'unknown-field' },
      { pointer: '/d', rule: 'unknown-field' },
    ]);
  });

  it('of a query parameter names the parameter', () => {
    expect(faultsOf(z.strictObject({ limit: z.coerce.number() }), { limit: 'x' }, 'query')).toMatchObject([
      { pointer: '?limit', rule: 'integer' },
    ]);
  });

  it('in one of several shapes is the one of the nearest shape', () => {
    const schema = z.union([z.strictObject({ users: z.array(z.guid()) }), z.literal('all')]);
    expect(faultsOf(z.strictObject({ who: schema }), { who: { users: ['x'] } })).toEqual([
      { pointer: '/who/users/0', rule: 'guid' },
    ]);
  });

  it('never quotes the value', () => {
    expect(JSON.stringify(faultsOf(z.email(), 'anna@'))).not.toContain('anna');
  });

  it('is told fifty times at most', () => {
    expect(faultsOf(z.array(z.int()), Array(1000).fill('x'))).toHaveLength(50);
  });
});
