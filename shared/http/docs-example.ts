import type { JsonSchema, OpenApiDocument, Operation } from './openapi-types.ts';

/** A call that can be pasted into a shell, with values of the right form. */
export const curlExample = (
  document: OpenApiDocument,
  path: string,
  method: string,
  operation: Operation,
): string => {
  const verb = method.toUpperCase();
  const query = operation.parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(
      (parameter) =>
        `${parameter.name}=${encodeURIComponent(String(exampleOf(document, parameter.schema, 0)))}`,
    );
  const url = `${document.servers[0]?.url ?? ''}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const lines = [`curl${verb === 'GET' ? '' : ` -X ${verb}`} '${url}'`];
  if (operation.security.length > 0) lines.push(`-H "Authorization: Bearer $TOKEN"`);
  for (const parameter of operation.parameters) {
    if (parameter.name === 'Idempotency-Key') lines.push(`-H "Idempotency-Key: $(uuidgen)"`);
    if (parameter.name === 'If-Match') lines.push(`-H 'If-Match: "…"'`);
  }
  const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  if (type !== undefined && media !== undefined) {
    const body = exampleOf(document, media.schema, 0);
    lines.push(`-H 'Content-Type: ${type}'`);
    // In a shell a quote ends what is quoted.
    lines.push(`-d '${(typeof body === 'string' ? body : JSON.stringify(body)).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(' \\\n  ');
};

const formats: Readonly<Record<string, string>> = {
  uuid: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  email: 'name@company.example',
  uri: 'https://company.example/path',
  'date-time': '2027-03-28T04:30:00Z',
  date: '2027-03-28',
  time: '04:30',
};

/** A value that a schema allows, its own examples first; deep nests of optional fields are left out. */
const exampleOf = (document: OpenApiDocument, schema: JsonSchema, depth: number): unknown => {
  if (schema.$ref !== undefined) {
    const named = document.components.schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)];
    return named === undefined ? {} : exampleOf(document, named, depth + 1);
  }
  const given = schema.examples?.[0] ?? schema.example ?? schema.const ?? schema.enum?.[0] ?? schema.default;
  if (given !== undefined) return given;
  const branch = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (branch !== undefined) return exampleOf(document, branch, depth + 1);
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  switch (type) {
    case 'object':
      return objectExample(document, schema, depth);
    case 'array':
      return schema.items === undefined || depth > 4 ? [] : [exampleOf(document, schema.items, depth + 1)];
    case 'integer':
    case 'number':
      return schema.minimum !== undefined && schema.minimum > 0 ? schema.minimum : 1;
    case 'boolean':
      return true;
    default:
      return formats[schema.format ?? ''] ?? '…';
  }
};

const objectExample = (document: OpenApiDocument, schema: JsonSchema, depth: number): unknown => {
  const fields = Object.entries(schema.properties ?? {}).filter(
    ([name]) => depth < 2 || schema.required?.includes(name),
  );
  return Object.fromEntries(fields.map(([name, field]) => [name, exampleOf(document, field, depth + 1)]));
};
