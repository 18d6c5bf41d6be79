import { toIso } from '../../../../shared/kernel/clock.ts';
import { GraphError } from '../graph-error.ts';
import { isObject } from '../message.ts';
import {
  type ContactFields,
  type ContactType,
  emailAddressProperties,
  emailSlots,
  mostEntries,
  physicalAddressProperties,
  readOnlyContactProperties,
  writableContactProperties,
} from './contact-properties.ts';
import { extendedPropertiesFrom } from './extended-properties.ts';
import { bodyError } from './request-body.ts';

export interface ContactInput {
  /** Only what the body named. */
  readonly fields: ContactFields;
  /** Properties to set; a null value removes one. */
  readonly extended: readonly { readonly id: string; readonly value: string | null }[];
}

/** Checks a create's or an update's body against the type. @throws GraphError 400 naming the property. */
export function contactInput(body: Readonly<Record<string, unknown>>): ContactInput {
  const fields: Record<string, unknown> = {};
  let extended: ContactInput['extended'] = [];
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@odata.')) continue;
    if (name === 'singleValueExtendedProperties') {
      extended = extendedPropertiesFrom(value);
      continue;
    }
    if (name in readOnlyContactProperties) {
      throw new GraphError(
        400,
        'ErrorInvalidPropertySet',
        `The property '${name}' is set by the service and cannot be written.`,
      );
    }
    const type = writableContactProperties[name];
    if (type === undefined) {
      throw bodyError(
        `The property '${name}' does not exist on type 'microsoft.graph.contact'. Make sure to only use property names that are defined by the type.`,
      );
    }
    fields[name] = checked(name, type, value);
  }
  return { fields, extended };
}

function checked(name: string, type: ContactType, value: unknown): unknown {
  switch (type) {
    case 'Edm.String':
      return value === null ? null : text(name, value);
    case 'Edm.DateTimeOffset':
      return value === null ? null : instant(name, value);
    case 'Collection(Edm.String)':
      return entries(name, value).map((entry) => text(name, entry));
    case 'graph.physicalAddress':
      return value === null ? {} : complex(name, value, 'physicalAddress', physicalAddressProperties);
    case 'graph.emailAddress':
      return value === null ? null : email(name, value);
    case 'Collection(graph.emailAddress)':
      return entries(name, value).map((entry) => email(name, entry));
  }
}

function text(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  const found = Array.isArray(value) ? 'StartArray' : isObject(value) ? 'StartObject' : null;
  throw bodyError(
    found === null
      ? `Cannot convert the literal '${String(value)}' of property '${name}' to the expected type 'Edm.String'.`
      : `An unexpected '${found}' node was found for property '${name}' when reading from the JSON reader. A 'PrimitiveValue' node was expected.`,
  );
}

/** Exchange keeps seconds. */
function instant(name: string, value: unknown): string {
  const epochMs =
    typeof value === 'string' && /^\d{4}-\d\d-\d\d(T.*(Z|[+-]\d\d:\d\d))?$/.test(value)
      ? Date.parse(value)
      : Number.NaN;
  if (Number.isNaN(epochMs)) {
    throw bodyError(
      `Cannot convert the literal '${String(value)}' of property '${name}' to the expected type 'Edm.DateTimeOffset'.`,
    );
  }
  return toIso(epochMs).replace(/\.\d{3}Z$/, 'Z');
}

/** null empties a collection, as [] does. */
function entries(name: string, value: unknown): readonly unknown[] {
  if (value === null) return [];
  if (!Array.isArray(value)) {
    throw bodyError(
      `An unexpected 'PrimitiveValue' node was found for property '${name}' when reading from the JSON reader. A 'StartArray' node was expected.`,
    );
  }
  const most = mostEntries[name];
  if (most !== undefined && value.length > most) {
    throw new GraphError(
      400,
      'ErrorInvalidArgument',
      `The property '${name}' takes at most ${most} entries; ${value.length} were given.`,
    );
  }
  return value;
}

function complex(
  name: string,
  value: unknown,
  type: string,
  known: readonly string[],
): Readonly<Record<string, string>> {
  if (!isObject(value)) {
    throw bodyError(
      `An unexpected 'PrimitiveValue' node was found for property '${name}' when reading from the JSON reader. A 'StartObject' node was expected.`,
    );
  }
  const result: Record<string, string> = {};
  for (const [part, content] of Object.entries(value)) {
    if (part.includes('@odata.')) continue;
    if (!known.includes(part))
      throw bodyError(`The property '${part}' does not exist on type 'microsoft.graph.${type}'.`);
    if (content !== null) result[part] = text(`${name}/${part}`, content);
  }
  return result;
}

/** Without a name Exchange shows the address as name. */
function email(name: string, value: unknown): Readonly<Record<string, string>> {
  const given = complex(name, value, 'emailAddress', emailAddressProperties);
  const address = given['address'];
  return { ...(address === undefined ? {} : { name: address }), ...given };
}

/** Applies an input to what a contact holds: named fields replace, the three e-mail slots act on the list. */
export function applied(before: ContactFields, input: ContactFields): ContactFields {
  const after: Record<string, unknown> = { ...before, ...input };
  const emails = Array.isArray(after['emailAddresses']) ? [...after['emailAddresses']] : [];
  for (const [index, slot] of emailSlots.entries()) {
    if (slot in input) emails[index] = input[slot];
    delete after[slot];
  }
  after['emailAddresses'] = emails.filter((entry) => entry !== null && entry !== undefined);
  return after;
}
