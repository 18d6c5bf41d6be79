import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isRawBody } from '../../shared/http/body.ts';
import { paramsSchema } from '../../shared/http/contract.ts';
import { querySchema } from '../../shared/http/demand.ts';
import { allRoutes } from '../support/all-routes.ts';
import { unboundedParts } from './support/unbounded-parts.ts';

const inputs = allRoutes().flatMap((route) => {
  const body = route.body === undefined || isRawBody(route.body) ? [] : [['body', route.body] as const];
  return [['params', paramsSchema(route)] as const, ['query', querySchema(route)] as const, ...body].map(
    ([place, schema]) => [route.operationId, place, schema] as const,
  );
});

/** Parts that the body's size bounds until the use case knows by which schema to judge them. */
const boundedElsewhere: Readonly<Record<string, readonly string[]>> = {
  // Which settings a source has depends on its kind, which is its own, not the request's.
  changeSource: ['/settings: open object'],
  // The stores add members as they like; what is not named is not read.
  hearApple: [': open object'],
  hearGoogle: [': open object', '/message: open object'],
};

describe('nothing that a caller can send is without an end', () => {
  it.each(inputs)('%s: %s', (operationId, place, schema) => {
    const found = unboundedParts(schema);
    // A query may be open: Entra adds to it as it likes. What is not named is counted, and not read.
    const allowed = place === 'query' ? [': open object'] : (boundedElsewhere[operationId] ?? []);
    expect(found.filter((part) => !allowed.includes(part))).toEqual([]);
  });

  it('covers bodies and queries of the whole application', () => {
    expect(inputs.filter(([, place]) => place === 'body').length).toBeGreaterThan(7);
  });
});

describe('the search for what has no end', () => {
  it.each([
    [z.string(), [': string']],
    [z.string().max(3), []],
    [z.string().regex(/^[a-z]{2,5}$/), []],
    [z.string().regex(/^[a-z]+$/), [': string']],
    [z.string().regex(/[a-z]{2}/), [': string']],
    [z.guid(), []],
    [z.email(), [': string']],
    [z.enum(['a', 'b']), []],
    [z.number(), [': number']],
    [z.number().min(0), [': number']],
    [z.number().min(0).max(1), []],
    [z.int(), []],
    [z.coerce.number().min(1).max(2).default(1), []],
    [z.array(z.guid()), [': array']],
    [z.array(z.string()).max(2), ['/items: string']],
    [z.record(z.string().max(3), z.boolean()), [': open object']],
    [z.strictObject({ a: z.strictObject({ b: z.string().optional() }) }), ['/a/b: string']],
    [z.looseObject({}), [': open object']],
    [z.union([z.literal('a'), z.string()]), ['/1: string']],
    [z.string().max(4).nullable(), []],
    [z.unknown(), [': anything']],
  ])('%#', (schema, parts) => {
    expect(unboundedParts(schema)).toEqual(parts);
  });
});
