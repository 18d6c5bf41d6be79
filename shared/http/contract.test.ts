import { expect, it } from 'vitest';
import * as z from 'zod';
import { conflict, notFound, stale } from '../kernel/failures.ts';
import { err, ok } from '../kernel/result.ts';
import { defineRoute } from './contract.ts';
import { created, noContent, okReply } from './reply.ts';

const common = { operationId: 'x', summary: '', tag: '', access: 'authenticated' } as const;

// These prove themselves at compile time: an expected error that does not come is itself an error.
it('lets a handler fail only as declared', () => {
  defineRoute({
    ...common,
    method: 'GET',
    path: '/x',
    replies: { 200: z.object({ a: z.string() }) },
    errors: ['not-found', 'stale'],
    handler: async () => (Math.random() > 2 ? err(notFound) : err(stale)),
  });
  defineRoute({
    ...common,
    method: 'GET',
    path: '/x',
    replies: { 200: z.object({ a: z.string() }) },
    errors: ['not-found'],
    // @ts-expect-error a conflict is not declared
    handler: async () => err(conflict('exists')),
  });
  defineRoute({
    ...common,
    method: 'GET',
    path: '/x',
    replies: { 200: z.object({ a: z.string() }) },
    errors: [],
    // @ts-expect-error nothing is declared
    handler: async () => err(notFound),
  });
  expect.assertions(0);
});

it('lets a handler reply only as declared', () => {
  const replies = { 200: z.object({ a: z.array(z.string()) }), 204: z.undefined() };
  const readonlyList: readonly string[] = ['a'];
  defineRoute({
    ...common,
    method: 'GET',
    path: '/x',
    replies,
    errors: [],
    handler: async () => (Math.random() > 2 ? ok(noContent()) : ok(okReply({ a: readonlyList }))),
  });
  defineRoute({
    ...common,
    method: 'GET',
    path: '/x',
    replies,
    errors: [],
    // @ts-expect-error 201 is not declared
    handler: async () => ok(created({ a: [] }, { location: '/' })),
  });
  defineRoute({
    ...common,
    method: 'GET',
    path: '/x',
    replies,
    errors: [],
    // @ts-expect-error a is a list
    handler: async () => ok(okReply({ a: 1 })),
  });
  expect.assertions(0);
});

it('types what a handler is given by path, schemas and access', () => {
  const given = { replies: { 200: z.unknown() }, errors: [] } as const;
  defineRoute({
    ...common,
    ...given,
    method: 'PUT',
    path: '/v1/shares/{shareId}/partners/{partnerId}',
    body: z.strictObject({ until: z.string() }),
    precondition: 'required',
    handler: async ({ ctx, params, body, etag, principal }) => {
      const texts: readonly string[] = [
        params.shareId,
        params.partnerId,
        body.until,
        etag,
        ctx.tenantId,
        principal.oid,
      ];
      // @ts-expect-error no such placeholder
      return ok(okReply([texts, params.other]));
    },
  });
  defineRoute({
    ...common,
    ...given,
    access: 'public',
    method: 'GET',
    path: '/x',
    // @ts-expect-error nobody is known on a public route
    handler: async ({ ctx }) => ok(okReply(ctx.tenantId)),
  });
  expect.assertions(0);
});
