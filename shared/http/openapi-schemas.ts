import { z } from 'zod';
import type { JsonSchema } from './openapi-types.ts';

/** Turns zod schemas into JSON Schema and collects those with an id (`.meta({ id })`) as components. */
export interface SchemaCollector {
  /** What a caller sends: a field with a default may be left out. */
  input(schema: z.ZodType): JsonSchema;
  /** What a caller is sent. */
  output(schema: z.ZodType): JsonSchema;
  components(): Readonly<Record<string, JsonSchema>>;
}

export const makeSchemaCollector = (): SchemaCollector => {
  const components = new Map<string, { readonly text: string; readonly schema: JsonSchema }>();

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
    const names = new Map<string, string>();
    for (const [id, definition] of Object.entries($defs ?? {})) names.set(id, nameFor(id, definition, io));
    for (const [id, definition] of Object.entries($defs ?? {})) {
      const named = relinked(definition, names);
      components.set(names.get(id) ?? id, { text: JSON.stringify(definition), schema: named });
    }
    const linked = relinked(converted, names);
    const id = schema.meta()?.id;
    if (id === undefined) return linked;
    // A schema that is itself named comes back in full, not as one of its $defs.
    const { id: __, ...own } = linked;
    const name = nameFor(id, own, io);
    components.set(name, { text: JSON.stringify(own), schema: own });
    return { $ref: `#/components/schemas/${name}` };
  };

  // The same entity can differ by direction: what has a default is optional one way and certain the other.
  const nameFor = (id: string, definition: unknown, io: 'input' | 'output'): string => {
    const other = components.get(id);
    if (other === undefined || other.text === JSON.stringify(definition)) return id;
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

/** Points references at the document's components and drops the ids, which would be taken for base URIs. */
const relinked = (schema: unknown, names: ReadonlyMap<string, string>): JsonSchema => {
  const walk = (value: unknown, isSchema: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, isSchema));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !(isSchema && (key === 'id' || key === '$id')))
        .map(([key, inner]) => {
          if (key === '$ref' && typeof inner === 'string') {
            const id = inner.replace('#/$defs/', '');
            return [key, `#/components/schemas/${names.get(id) ?? id}`];
          }
          // Below `properties` the keys are names of fields, one of which may well be `id`.
          return [key, walk(inner, !(isSchema && key === 'properties'))];
        }),
    );
  };
  return walk(schema, true) as JsonSchema;
};
