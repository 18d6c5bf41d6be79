import * as z from 'zod';
import { notFound } from '../kernel/failures.ts';
import { err, ok } from '../kernel/result.ts';
import { defineRoute, type Route } from './contract.ts';
import { languages } from './language.ts';
import type { ApiInfo } from './openapi.ts';
import type { OpenApiDocument } from './openapi-types.ts';
import { problemTypes } from './problem-kinds.ts';
import { problemPage } from './problem-page.ts';
import { raw, rawSchema } from './reply.ts';

const aboutTag = {
  About: 'What this API is: its description and its errors, for people and machines.',
};

/** The API about itself, added to the routes given: /openapi.json, /docs and /problems/{type}. */
export const withAboutRoutes = (routes: readonly Route[], info: ApiInfo): readonly Route[] => {
  // Loaded and built by the first who asks, and kept: most instances are never asked, and none at start.
  let built: OpenApiDocument | undefined;
  const document = async (): Promise<OpenApiDocument> => {
    const { buildOpenApi } = await import('./openapi.ts');
    built ??= buildOpenApi(all, { ...info, tags: { ...info.tags, ...aboutTag } });
    return built;
  };
  const cached = { 'cache-control': 'public, max-age=300' };

  const openApi = defineRoute({
    operationId: 'getOpenApi',
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description for machines',
    tag: 'About',
    access: 'public',
    replies: { 200: rawSchema('application/json', 'An OpenAPI 3.1 document.') },
    errors: [],
    handler: async () =>
      ok(raw(200, 'application/json; charset=utf-8', JSON.stringify(await document()), cached)),
  });

  const docs = defineRoute({
    operationId: 'getDocs',
    method: 'GET',
    path: '/docs',
    summary: 'This description for people',
    tag: 'About',
    access: 'public',
    query: z.strictObject({
      language: z.enum(languages).optional().meta({ description: 'Instead of `Accept-Language`.' }),
    }),
    replies: { 200: rawSchema('text/html', 'A page.') },
    errors: [],
    handler: async ({ ctx, query }) => {
      const { docsPage } = await import('./docs-page.ts');
      return ok(docsPage(await document(), query.language ?? ctx.language));
    },
  });

  const problem = defineRoute({
    operationId: 'getProblemType',
    method: 'GET',
    path: '/problems/{type}',
    summary: 'What a problem’s type means, and the way out',
    tag: 'About',
    access: 'public',
    replies: { 200: rawSchema('text/html', 'A page in both languages.') },
    errors: ['not-found'],
    handler: async ({ params }) => {
      const type = problemTypes.find((known) => known === params.type);
      return type === undefined ? err(notFound) : ok(problemPage(type));
    },
  });

  const all: readonly Route[] = [...routes, openApi, docs, problem];
  return all;
};
