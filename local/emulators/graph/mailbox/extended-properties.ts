import { GraphError } from '../graph-error.ts';
import { isObject } from '../message.ts';
import { bodyError } from './request-body.ts';

export interface ExtendedProperty {
  readonly id: string;
  readonly value: string;
}

const named =
  /^(String|Integer|Boolean|Double|SystemTime|CLSID|Binary) \{([0-9a-f-]{36})\} (Name .+|Id 0x[0-9a-f]+)$/i;
const tagged = /^(String|Integer|Boolean|Double|SystemTime|CLSID|Binary) 0x[0-9a-f]{1,4}$/i;

/** Exchange answers the GUID in lower case whatever was sent. null for what is no property id. */
function normalizedPropertyId(id: string): string | null {
  const match = named.exec(id);
  if (match) return `${match[1]} {${match[2]?.toLowerCase()}} ${match[3]}`;
  return tagged.test(id) ? id : null;
}

/** @throws GraphError 400 */
export function extendedPropertiesFrom(
  value: unknown,
): readonly { readonly id: string; readonly value: string | null }[] {
  if (!Array.isArray(value))
    throw bodyError("A 'StartArray' node was expected for property 'singleValueExtendedProperties'.");
  return value.map((entry) => {
    const id = isObject(entry) ? entry['id'] : undefined;
    const content = isObject(entry) ? entry['value'] : undefined;
    const normalized = typeof id === 'string' ? normalizedPropertyId(id) : null;
    if (normalized === null) {
      throw new GraphError(
        400,
        'ErrorInvalidExtendedProperty',
        `The extended property identifier '${String(id)}' is invalid.`,
      );
    }
    if (typeof content !== 'string' && content !== null) {
      throw bodyError(
        `Cannot convert the value of extended property '${normalized}' to the expected type 'Edm.String'.`,
      );
    }
    return { id: normalized, value: content };
  });
}

/** Given ones replace those of the same id, null removes, others stay. */
export function mergedExtended(
  before: readonly ExtendedProperty[],
  changes: readonly { readonly id: string; readonly value: string | null }[],
): readonly ExtendedProperty[] {
  const byId = new Map(before.map(({ id, value }) => [id, value]));
  for (const { id, value } of changes) {
    if (value === null) byId.delete(id);
    else byId.set(id, value);
  }
  return [...byId].map(([id, value]) => ({ id, value }));
}
