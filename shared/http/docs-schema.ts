import type { DocsWords } from './docs-words.ts';
import { html, type SafeHtml } from './html.ts';
import type { JsonSchema } from './openapi-types.ts';

/** A schema in one phrase: its type, its limits, a link where it has a name. */
export const schemaPhrase = (schema: JsonSchema, words: DocsWords): SafeHtml => {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return html`<a href="#shape-${name}">${name}</a>`;
  }
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) {
    return html`${branches.map((branch, index) => [
      index > 0 && ` ${words.or} `,
      schemaPhrase(branch, words),
    ])}${limits(schema, words)}`;
  }
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum !== undefined) {
    return html`${schema.enum.map((value, index) => [index > 0 && ' | ', html`<code>${JSON.stringify(value)}</code>`])}${limits(schema, words)}`;
  }
  if (schema.items !== undefined) {
    return html`${words.listOf} ${schemaPhrase(schema.items, words)}${limits(schema, words)}`;
  }
  const type = typeof schema.type === 'string' ? schema.type : (schema.type ?? ['JSON']).join(' | ');
  return html`${type}${schema.format !== undefined && ` (${schema.format})`}${limits(schema, words)}`;
};

// z.number().int() bounds itself by what JavaScript can count: no news to the reader.
const notable = (bound: number | undefined): bound is number =>
  bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;

const limits = (schema: JsonSchema, words: DocsWords): string => {
  const found: string[] = [];
  const range = (min: number | undefined, max: number | undefined, unit: string) => {
    if (notable(min)) found.push(`${words.atLeast} ${min}${unit}`);
    if (notable(max)) found.push(`${words.atMost} ${max}${unit}`);
  };
  range(schema.minimum, schema.maximum, '');
  range(schema.minLength, schema.maxLength, ` ${words.characters}`);
  range(schema.minItems, schema.maxItems, ` ${words.entries}`);
  if (schema.pattern !== undefined && schema.format === undefined) {
    found.push(`${words.pattern} ${schema.pattern}`);
  }
  // An object's default only repeats those of its fields.
  if (schema.default !== undefined && schema.type !== 'object')
    found.push(`${words.default} ${JSON.stringify(schema.default)}`);
  return found.length === 0 ? '' : `, ${found.join(', ')}`;
};

/** A line of description, with `code` as such. */
export const inline = (text = ''): SafeHtml =>
  html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;

/** An object's fields as a table, objects within it below their field; other schemas as a phrase. */
export const schemaTable = (schema: JsonSchema, words: DocsWords): SafeHtml => {
  const rows = fieldRows(schema, words, '');
  return rows.length === 0
    ? html`<p>${schemaPhrase(schema, words)}</p>`
    : html`<div class="wide"><table>${rows}</table></div>`;
};

const fieldRows = (schema: JsonSchema, words: DocsWords, prefix: string): readonly SafeHtml[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const inner = field.properties === undefined ? field.items : field;
    const below =
      inner?.properties === undefined
        ? []
        : fieldRows(inner, words, `${path}${inner === field ? '.' : '[].'}`);
    const required = schema.required?.includes(name) ? words.required : words.optional;
    return [
      html`<tr><td><code>${path}</code></td><td>${schemaPhrase(field, words)}</td><td>${required}</td><td>${inline(field.description)}</td></tr>
`,
      ...below,
    ];
  });
