import type { Route } from './contract.ts';
import { explained } from './field-words.ts';
import { limitHeaders } from './openapi-limits.ts';
import { operationOf } from './openapi-operation.ts';
import { makeSchemaCollector } from './openapi-schemas.ts';
import type { JsonSchema, OpenApiDocument, Operation } from './openapi-types.ts';
import { possibleProblems } from './possible-problems.ts';
import type { ProblemType } from './problem-kind.ts';
import { problemKinds, problemTypes } from './problem-kinds.ts';
import { problemDocument } from './problems.ts';

export interface ApiInfo {
  readonly version: string;
  /** Where the API is reached, without a slash at its end. */
  readonly publicUrl: string;
  /** Of Entra, e.g. `https://login.microsoftonline.com`. */
  readonly authority: string;
  /** What tokens are asked for: the application's id URI, e.g. `api://5b1c8a52-…`. */
  readonly audience: string;
  /** What each tag of the routes is about. */
  readonly tags: Readonly<Record<string, string>>;
}

const description = `Contacts from a company's directory into every mailbox.

Errors are RFC 9457 problem documents with a stable \`type\`, in German or English by \`Accept-Language\`. Lists come in
pages: follow \`nextLink\`. How often calls may be made is in \`RateLimit-Policy\` and \`RateLimit\` of each answer. Creating calls take an \`Idempotency-Key\`, changes an \`If-Match\` with the ETag that was read.`;

/** The description of all routes. A tag without a description is a fault and throws. */
export const buildOpenApi = (routes: readonly Route[], info: ApiInfo): OpenApiDocument => {
  const schemas = makeSchemaCollector();
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(route, schemas, info.audience),
    };
  }
  const given = new Set(routes.flatMap(possibleProblems));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Switchboard',
      version: info.version,
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: info.publicUrl }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({
      name,
      description: tagDescription(info, name),
    })),
    paths,
    components: {
      schemas: { ...schemas.components(), Problem: explained(problemSchema) },
      headers: limitHeaders,
      securitySchemes: securitySchemes(info),
      examples: Object.fromEntries(
        problemTypes.filter((type) => given.has(type)).map((type) => [type, { value: exampleOf(type) }]),
      ),
    },
  };
};

const tagDescription = (info: ApiInfo, name: string): string => {
  const text = info.tags[name];
  if (text === undefined) throw new Error(`tag without a description: ${name}`);
  return text;
};

const exampleOf = (type: ProblemType): unknown =>
  problemDocument(problemKinds[type].example, {
    language: 'en',
    correlationId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  });

const securitySchemes = ({ authority, audience }: ApiInfo) => {
  const tokenUrl = `${authority}/organizations/oauth2/v2.0/token`;
  return {
    user: {
      type: 'oauth2',
      description: 'A user, by authorization code with PKCE. Roles are assigned to him in Entra ID.',
      flows: {
        authorizationCode: {
          authorizationUrl: `${authority}/organizations/oauth2/v2.0/authorize`,
          tokenUrl,
          scopes: { [`${audience}/access_as_user`]: 'Act for the user who is signed in.' },
        },
      },
    },
    application: {
      type: 'oauth2',
      description: `An application with roles of its own; its scope is \`${audience}/.default\`.`,
      flows: { clientCredentials: { tokenUrl, scopes: {} } },
    },
  };
};

const text: JsonSchema = { type: 'string' };
const texts: JsonSchema = { type: 'array', items: text };

const problemSchema: JsonSchema = {
  type: 'object',
  description: 'RFC 9457. Further members depend on `type`; each type is explained under its own address.',
  required: ['type', 'title', 'status', 'detail', 'correlationId'],
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Stable; the address explains it.' },
    title: text,
    status: { type: 'integer' },
    detail: { ...text, description: 'What is wrong, and the way out, in the language asked for.' },
    instance: { ...text, description: 'The path that was asked for.' },
    correlationId: { ...text, description: 'To be named when asking for help.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'rule', 'detail'],
        properties: {
          pointer: {
            ...text,
            description:
              'JSON pointer into the body, `?name` of a query parameter, `header:name` of a header.',
          },
          rule: { ...text, description: 'Stable name of the rule that is broken.' },
          detail: text,
        },
      },
    },
    reason: text,
    needs: texts,
    missingPermissions: texts,
    consentUrl: { type: 'string', format: 'uri' },
    code: text,
    needed: { type: 'integer', description: 'Licences for all imports.' },
    held: { type: 'integer', description: 'Licences that are booked.' },
    missing: { type: 'integer' },
    wanted: { type: 'integer' },
    imports: { ...texts, description: 'Ids of imports.' },
    service: text,
    supported: text,
    limit: { type: 'integer', description: 'Bytes.' },
    retryAfterSeconds: { type: 'number' },
    policy: { ...text, description: 'Name of the limit that is exceeded, as in `RateLimit-Policy`.' },
  },
};
