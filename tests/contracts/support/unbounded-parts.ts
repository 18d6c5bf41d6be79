import { z } from 'zod';

interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** Places of a schema's input that a caller can fill without end, as `pointer: what`. */
export const unboundedParts = (schema: z.ZodType): readonly string[] => {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const seen = new Set<string>();

  const look = (part: JsonSchema, at: string): readonly string[] => {
    if (part.$ref !== undefined) {
      if (seen.has(part.$ref)) return [];
      seen.add(part.$ref);
      return look(root.$defs?.[part.$ref.replace('#/$defs/', '')] ?? {}, at);
    }
    if (part.enum !== undefined || part.const !== undefined) return [];
    const branches = part.anyOf ?? part.oneOf;
    if (branches !== undefined) return branches.flatMap((branch, n) => look(branch, `${at}/${n}`));
    if (part.allOf !== undefined) return part.allOf.flatMap((each, n) => look(each, `${at}/${n}`));
    switch (part.type) {
      case 'string':
        return isBoundedText(part) ? [] : [`${at}: string`];
      case 'number':
      case 'integer': {
        const bounded =
          (part.minimum ?? part.exclusiveMinimum) !== undefined &&
          (part.maximum ?? part.exclusiveMaximum) !== undefined;
        return bounded ? [] : [`${at}: number`];
      }
      case 'array':
        return [
          ...(part.maxItems === undefined && part.prefixItems === undefined ? [`${at}: array`] : []),
          ...(part.items === undefined ? [] : look(part.items, `${at}/items`)),
          ...(part.prefixItems ?? []).flatMap((item, n) => look(item, `${at}/${n}`)),
        ];
      case 'object':
        return [
          ...(part.additionalProperties === false ? [] : [`${at}: open object`]),
          ...Object.entries(part.properties ?? {}).flatMap(([name, each]) => look(each, `${at}/${name}`)),
        ];
      case 'boolean':
      case 'null':
        return [];
      default:
        return [`${at}: anything`];
    }
  };
  return look(root, '');
};

const isBoundedText = ({ maxLength, format, pattern }: JsonSchema): boolean =>
  maxLength !== undefined ||
  format === 'uuid' ||
  (pattern !== undefined && /^\^.*\$$/.test(pattern) && !/[*+]|\{\d+,\}/.test(pattern));
