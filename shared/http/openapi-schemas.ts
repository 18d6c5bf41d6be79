import * as z from 'zod';
import { explained } from './field-words.ts';
import type { JsonSchema } from './openapi-types.ts';

/** Turns zod schemas into JSON Schema and collects those with an id (`.meta({ id })`) as components. */
export interface SchemaCollector {
  /** What a caller sends: a field with a default may be left out. */
  input(schema: z.ZodType): JsonSchema;
  /** What a caller is sent. */
  output(schema: z.ZodType): JsonSchema;
  components(): Readonly<Record<string, JsonSchema>>;
}

type Definitions = Readonly<Record<string, unknown>>;

export const makeSchemaCollector = (): SchemaCollector => {
  const components = new Map<string, { readonly meaning: string; readonly schema: JsonSchema }>();

  const convert = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
    const {
      $schema: _,
      $defs,
      ...converted
    } = z.toJSONSchema(schema, {
      io,
      target: 'draft-2020-12',
      // A rule in code (refine, transform) has no form in JSON Schema; the field's description says it.
      unrepresentable: 'any',
    });
    const definitions: Definitions = $defs ?? {};
    const meanings = new Map(Object.keys(definitions).map((id) => [id, meaningOf(id, definitions)]));
    const names = new Map([...meanings].map(([id, meaning]) => [id, nameFor(id, meaning, io)]));
    for (const [id, meaning] of meanings) {
      components.set(names.get(id) ?? id, {
        meaning,
        schema: explained(relinked(definitions[id], names), id),
      });
    }
    return explained(relinked(converted, names));
  };

  // The same entity can differ by direction: what has a default is optional one way and certain the other.
  const nameFor = (id: string, meaning: string, io: 'input' | 'output'): string => {
    const other = components.get(id);
    if (other === undefined || other.meaning === meaning) return id;
    return io === 'input' ? `${id}Input` : `${id}Output`;
  };

  return {
    input: (schema) => convert(schema, 'input'),
    output: (schema) => convert(schema, 'output'),
    components: () =>
      Object.fromEntries(
        [...components]
          .toSorted(([a], [b]) => a.localeCompare(b))
          .map(([name, { schema }]) => [name, schema]),
      ),
  };
};

/** A definition with all that it links to: two that read alike can still differ further down. */
const meaningOf = (id: string, definitions: Definitions): string => {
  const reached = new Set([id]);
  for (const step of reached) {
    for (const [, next = ''] of JSON.stringify(definitions[step]).matchAll(/"#\/\$defs\/([^"]+)"/g)) {
      reached.add(next);
    }
  }
  return [...reached].map((step) => JSON.stringify(definitions[step])).join('\n');
};

/** Points zod's references at the document's components. */
const relinked = (schema: unknown, names: ReadonlyMap<string, string>): JsonSchema =>
  JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key !== '$ref' || typeof value !== 'string') return value;
    const id = value.replace('#/$defs/', '');
    return `#/components/schemas/${names.get(id) ?? id}`;
  }) as JsonSchema;
