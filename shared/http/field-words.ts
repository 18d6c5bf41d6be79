import { contactsWords } from './field-words/contacts.ts';
import { importsWords } from './field-words/imports.ts';
import { papersWords } from './field-words/papers.ts';
import { thingsWords } from './field-words/things.ts';
import type { JsonSchema } from './openapi-types.ts';

const words: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...thingsWords, ...contactsWords, ...importsWords, ...papersWords }),
);

/**
 * What a field of the API is, where its schema does not say it itself: by `Component.field`, by `field:type`, then by its
 * name, so that what has one name everywhere is explained once. A parameter is first looked for with a question mark.
 */
export const wordsOf = (name: string, type: unknown, scope = ''): string | undefined =>
  words.get(`${scope}${name}`) ?? words.get(`${name}:${String(type)}`) ?? words.get(name);

/** The schema with every field explained; `component` is its name, if it has one. */
export const explained = (schema: JsonSchema, component?: string): JsonSchema =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key !== 'properties' || typeof value !== 'object' || value === null) return value;
    // An address has a state of another sort.
    const scope = 'postalCode' in value ? 'address.' : `${component ?? ''}.`;
    return Object.fromEntries(
      Object.entries(value).map(([name, field]: [string, JsonSchema]) => {
        const description = field.description ?? wordsOf(name, field.type, scope);
        return [name, description === undefined ? field : { ...field, description }];
      }),
    );
  }) as JsonSchema;
