import type { z } from 'zod';
import { isRawBody } from './body.ts';
import { paramsSchema, type Route } from './contract.ts';
import { querySchema } from './demand.ts';
import { wordsOf } from './field-words.ts';
import { withLimitHeaders } from './openapi-limits.ts';
import type { SchemaCollector } from './openapi-schemas.ts';
import type { MediaType, Operation, Parameter, ResponseObject } from './openapi-types.ts';
import { possibleProblems } from './possible-problems.ts';
import { userScope } from './principal.ts';
import type { ProblemType } from './problem-kind.ts';
import { problemKinds } from './problem-kinds.ts';
import { problemMediaType } from './problems.ts';
import { isRawSchema, type ReplySchema } from './reply.ts';

/** One route as an operation of the OpenAPI document. */
export const operationOf = (route: Route, schemas: SchemaCollector, audience: string): Operation => {
  const { access } = route;
  const roles = typeof access === 'object' ? access.roles : undefined;
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: [route.description, accessText(route)].filter((part) => part !== undefined).join('\n\n'),
    tags: [route.tag],
    security:
      access === 'public'
        ? []
        : [{ user: [`${audience}/${userScope}`] }, ...(access === 'user' ? [] : [{ application: [] }])],
    parameters: [
      ...fieldsOf(paramsSchema(route), 'path', schemas),
      ...fieldsOf(querySchema(route), 'query', schemas),
      ...headersOf(route),
    ],
    ...(route.body !== undefined && {
      requestBody: { required: true, content: requestContent(route, schemas) },
    }),
    responses: withLimitHeaders(
      { ...repliesOf(route, schemas), ...problemsOf(possibleProblems(route)) },
      access !== 'public',
    ),
    ...(roles !== undefined && { 'x-roles': roles }),
  };
};

const accessText = ({ access }: Route): string => {
  if (access === 'public') return 'Needs no sign-in.';
  if (access === 'user') return 'For every user, with or without a role; not for applications.';
  if (access === 'authenticated') return 'For everyone who is signed in.';
  return `For the roles: ${access.roles.join(', ')}.`;
};

const fieldsOf = (
  schema: z.ZodObject,
  place: 'path' | 'query',
  schemas: SchemaCollector,
): readonly Parameter[] =>
  Object.entries(schema.shape).map(([name, field]) => {
    const converted = schemas.input(field as z.ZodType);
    const { description = wordsOf(name, converted.type, '?'), ...rest } = converted;
    return {
      name,
      in: place,
      required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success,
      ...(description !== undefined && { description }),
      schema: rest,
    };
  });

const header = (name: string, required: boolean, description: string, maxLength = 255): Parameter => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string', minLength: 1, maxLength },
});

const headersOf = (route: Route): readonly Parameter[] => {
  const headers = [
    header('x-correlation-id', false, 'Own id of the call: letters, digits and `._~-`; echoed.', 64),
  ];
  if (route.idempotent) {
    headers.push(
      header('Idempotency-Key', false, 'Makes a repetition safe for 24 hours: a new random text per call.'),
    );
  }
  if (route.precondition !== undefined) {
    headers.push(
      header('If-Match', route.precondition === 'required', 'The ETag of what was read, or `*`.', 1024),
    );
  }
  return headers;
};

const requestContent = (route: Route, schemas: SchemaCollector): Readonly<Record<string, MediaType>> => {
  const { body } = route;
  if (body === undefined) return {};
  if (isRawBody(body)) {
    return Object.fromEntries(body.rawTypes.map((type) => [type, { schema: { type: 'string' } }]));
  }
  const schema = schemas.input(body);
  return route.method === 'PATCH'
    ? { 'application/merge-patch+json': { schema }, 'application/json': { schema } }
    : { 'application/json': { schema } };
};

const replyTexts: Readonly<Record<string, string>> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Accepted: the work goes on, `Location` tells its state.',
  204: 'Done; there is nothing to say.',
};

const repliesOf = (route: Route, schemas: SchemaCollector): Readonly<Record<string, ResponseObject>> =>
  Object.fromEntries(
    Object.entries(route.replies).map(([status, schema]) => [status, replyOf(status, schema, schemas)]),
  );

const replyOf = (status: string, schema: ReplySchema, schemas: SchemaCollector): ResponseObject => {
  if (isRawSchema(schema)) {
    return {
      description: schema.description,
      ...(schema.raw !== '' && { content: { [schema.raw]: { schema: { type: 'string' } } } }),
    };
  }
  const description = replyTexts[status] ?? 'Done.';
  const etag = {
    ETag: { description: 'Version of what is answered, for `If-Match`.', schema: { type: 'string' } },
  };
  const location = {
    Location: {
      description: 'Address of what was created or is under way.',
      schema: { type: 'string', format: 'uri' },
    },
  };
  const headers = { ...(status !== '202' && etag), ...((status === '201' || status === '202') && location) };
  if (schema.safeParse(undefined).success) return { description, headers };
  return { description, headers, content: { 'application/json': { schema: schemas.output(schema) } } };
};

const problemsOf = (types: readonly ProblemType[]): Readonly<Record<string, ResponseObject>> => {
  const byStatus = Map.groupBy(types, (type) => problemKinds[type].status);
  return Object.fromEntries(
    [...byStatus].map(([status, alike]) => [
      String(status),
      {
        description: alike.map((type) => problemKinds[type].title.en).join(', or: '),
        content: {
          [problemMediaType]: {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(
              alike.map((type) => [type, { $ref: `#/components/examples/${type}` }]),
            ),
          },
        },
      },
    ]),
  );
};
