import { readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

const named = z.object({ Name: z.string(), Type: z.string().optional() });
const structured = named.extend({
  BaseType: z.string().optional(),
  Property: z.array(named).default([]),
  NavigationProperty: z.array(named).default([]),
});
const document = z.object({
  'edmx:Edmx': z.object({
    'edmx:DataServices': z.object({
      Schema: z.object({
        EntityType: z.array(structured),
        ComplexType: z.array(structured),
        EnumType: z.array(named.extend({ Member: z.array(named) })),
      }),
    }),
  }),
});

/** Types by name, each with its own and inherited properties and their EDM types; enumerations with their members. */
export interface Metadata {
  readonly types: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
}

const repeated = ['EntityType', 'ComplexType', 'EnumType', 'Property', 'NavigationProperty', 'Member'];

/** Reads a CSDL document. Only tests use it. */
export function readMetadata(file: URL): Metadata {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => repeated.includes(name),
  });
  const schema = document.parse(parser.parse(readFileSync(file, 'utf8')))['edmx:Edmx']['edmx:DataServices']
    .Schema;
  const all = new Map([...schema.EntityType, ...schema.ComplexType].map((type) => [type.Name, type]));

  function propertiesOf(name: string): readonly (readonly [string, string])[] {
    const type = all.get(name);
    if (!type) return [];
    const own = [...type.Property, ...type.NavigationProperty].map(
      ({ Name, Type = '' }) => [Name, Type] as const,
    );
    return [...propertiesOf(type.BaseType?.replace('graph.', '') ?? ''), ...own];
  }

  return {
    types: new Map([...all.keys()].map((name) => [name, new Map(propertiesOf(name))])),
    enums: new Map(schema.EnumType.map(({ Name, Member }) => [Name, Member.map((member) => member.Name)])),
  };
}
