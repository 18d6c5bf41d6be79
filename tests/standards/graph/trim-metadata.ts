import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Reduces Microsoft Graph's published `$metadata` to the types that Switchboard and its emulator use:
 *
 *     node tests/standards/graph/trim-metadata.ts <downloaded metadata.xml>
 *
 * Properties and keys stay as published; annotations and navigation to types that are left out are dropped.
 */
const kept: readonly string[] = [
  'entity', 'directoryObject', 'outlookItem', 'user', 'group', 'organization', 'orgContact', 'contact', 'contactFolder',
  'profilePhoto', 'singleValueLegacyExtendedProperty', 'physicalAddress', 'physicalOfficeAddress', 'emailAddress', 'phone',
  'phoneType', 'verifiedDomain',
];

const [, , source] = process.argv;
if (source === undefined) throw new Error('Usage: node trim-metadata.ts <metadata.xml>');
// Types of other namespaces, some of the same name, come after the first schema.
const [schema = ''] = readFileSync(source, 'utf8').split('</Schema>');

const typePattern = /<(EntityType|ComplexType|EnumType) Name="(\w+)"[^>]*?(?:\/>|>[\s\S]*?<\/\1>)/g;
const types = [...schema.matchAll(typePattern)].filter(([, , name = '']) => kept.includes(name)).map(([text]) => trimmed(text));
if (types.length !== kept.length) throw new Error(`${kept.length} types were expected and ${types.length} found.`);

writeFileSync(
  new URL('metadata.xml', import.meta.url),
  `<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:DataServices>
    <Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      ${types.join('\n      ')}
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>
`,
);

function trimmed(type: string): string {
  return type
    .replace(/\s*<Annotation\b[^>]*?(?:\/>|>[\s\S]*?<\/Annotation>)/g, '')
    .replace(/\s*<NavigationProperty\b[^>]*?(?:\/>|>[\s\S]*?<\/NavigationProperty>)/g, (navigation) => {
      const target = /Type="(?:Collection\()?graph\.(\w+)/.exec(navigation)?.[1] ?? '';
      return kept.includes(target) ? navigation : '';
    })
    .replace(/(<Property [^>]*?)>\s*<\/Property>/g, '$1 />');
}
