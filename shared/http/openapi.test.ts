import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ok } from '../kernel/result.ts';
import { defineRoute } from './contract.ts';
import { buildOpenApi } from './openapi.ts';
import { listOf, listReply } from './paging.ts';
import { noContent, okReply } from './reply.ts';
import { apiInfo } from './testing/api-info.ts';
import { shareRoute } from './testing/share-route.ts';

const listShares = defineRoute({
  operationId: 'listShares',
  method: 'GET',
  path: '/v1/shares',
  summary: 'List',
  tag: 'Shares',
  access: 'authenticated',
  query: z.strictObject({ state: z.enum(['active', 'revoked']).optional() }),
  paged: true,
  replies: {
    200: listOf(z.object({ id: z.string(), tags: z.array(z.string()).default([]) }).meta({ id: 'Entry' })),
  },
  errors: [],
  handler: async ({ page }) => ok(listReply(page, { items: [] as { id: string }[] }, (item) => item)),
});

const changeShare = defineRoute({
  operationId: 'changeShare',
  method: 'PATCH',
  path: '/v1/shares/{shareId}',
  summary: 'Change',
  tag: 'Shares',
  access: { roles: ['Admin'] },
  body: z.strictObject({
    id: z.string(),
    entry: z.object({ id: z.string(), tags: z.array(z.string()).default([]) }),
  }),
  replies: { 204: z.undefined() },
  errors: ['stale'],
  precondition: 'required',
  handler: async () => ok(noContent()),
});

describe('the description', () => {
  const document = buildOpenApi([shareRoute(), listShares, changeShare], apiInfo);
  const create = document.paths['/v1/shares']?.['post'];
  const list = document.paths['/v1/shares']?.['get'];
  const change = document.paths['/v1/shares/{shareId}']?.['patch'];
  const namesOf = (operation: typeof list, place: string) =>
    operation?.parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name, required }) => [name, required]);

  it('names who may use an operation', () => {
    expect(create?.['x-roles']).toEqual(['Admin', 'Operator']);
    expect(create?.security).toEqual([
      { user: ['api://switchboard.example/access_as_user'] },
      { application: [] },
    ]);
    expect(create?.description).toContain('Admin, Operator');
  });

  it('has every parameter and header that the pipeline takes', () => {
    expect(namesOf(list, 'query')).toEqual([
      ['state', false],
      ['limit', false],
      ['cursor', false],
    ]);
    expect(namesOf(change, 'path')).toEqual([['shareId', true]]);
    expect(namesOf(change, 'header')).toEqual([
      ['x-correlation-id', false],
      ['If-Match', true],
    ]);
    expect(namesOf(create, 'header')).toContainEqual(['Idempotency-Key', false]);
    expect(list?.parameters.find(({ name }) => name === 'limit')?.schema).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 200,
      default: 50,
    });
  });

  it('has every status that can be answered, with an example of each problem', () => {
    expect(Object.keys(create?.responses ?? {})).toEqual([
      '201',
      '400',
      '401',
      '403',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ]);
    const conflicts = create?.responses['409']?.content?.['application/problem+json'];
    expect(Object.keys(conflicts?.examples ?? {}).toSorted()).toEqual(['conflict', 'request-in-progress']);
    expect(document.components.examples['conflict']?.value).toMatchObject({
      type: '/problems/conflict',
      status: 409,
    });
    expect(Object.keys(change?.responses ?? {})).toEqual(
      expect.arrayContaining(['204', '404', '412', '428']),
    );
    expect(change?.responses['204']?.content).toBeUndefined();
  });

  it('keeps named shapes once and links to them', () => {
    expect(create?.requestBody?.content['application/json']?.schema).toEqual({
      $ref: '#/components/schemas/NewShare',
    });
    expect(document.components.schemas['NewShare']).toMatchObject({
      additionalProperties: false,
      required: ['displayName'],
    });
    const page = list?.responses['200']?.content?.['application/json']?.schema;
    expect(page?.properties?.['value']?.items).toEqual({ $ref: '#/components/schemas/Entry' });
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('leaves fields named id alone', () => {
    expect(document.components.schemas['Share']?.properties).toHaveProperty('id');
    const body = change?.requestBody?.content['application/merge-patch+json']?.schema;
    expect(body?.properties).toHaveProperty('id');
    expect(body?.properties?.['entry']?.properties).toHaveProperty('id');
  });

  it('tells apart what is sent and what is answered, where a default makes them differ', () => {
    const tagged = z.object({ tags: z.array(z.string()).default([]) }).meta({ id: 'Tagged' });
    const route = defineRoute({
      operationId: 'put',
      method: 'PUT',
      path: '/v1/tagged',
      summary: 'Put',
      tag: 'Shares',
      access: 'public',
      body: tagged,
      replies: { 200: z.object({ value: z.array(tagged) }) },
      errors: [],
      handler: async ({ body }) => ok(okReply({ value: [body] })),
    });
    const { components } = buildOpenApi([route], apiInfo);
    expect(components.schemas['Tagged']?.required).toBeUndefined();
    expect(components.schemas['TaggedOutput']?.required).toEqual(['tags']);
  });

  it('is not built without a word on every tag', () => {
    expect(() => buildOpenApi([{ ...listShares, tag: 'Other' }], apiInfo)).toThrow('Other');
  });
});
