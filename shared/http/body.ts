import type { z } from 'zod';
import { type Invalid, invalid, type TooLarge, type UnsupportedMediaType } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { IncomingRequest } from './exchange.ts';
import { parseJson } from './json.ts';

export const defaultMaxBodyBytes = 256 * 1024;

/** Declares in a contract that a body is taken as text of one of these media types (a CSV file, vCards). */
export interface RawBodySchema {
  readonly rawTypes: readonly [string, ...string[]];
  /** What is not UTF-8 is taken for windows-1252, as Excel writes CSV on a German Windows. */
  readonly orWindows1252?: true;
}

export interface RawBody {
  /** Without parameters, lower case. */
  readonly mediaType: string;
  readonly text: string;
}

export type BodySchema = z.ZodType | RawBodySchema;

export const rawBody = (...rawTypes: RawBodySchema['rawTypes']): RawBodySchema => ({ rawTypes });
export const officeBody = (...rawTypes: RawBodySchema['rawTypes']): RawBodySchema => ({
  rawTypes,
  orWindows1252: true,
});
export const isRawBody = (schema: BodySchema): schema is RawBodySchema => 'rawTypes' in schema;

/** A body read once: the bytes for the fingerprint of an idempotent request, the value for the schema. */
export interface ReadBody {
  readonly bytes: Uint8Array;
  readonly value: unknown;
}

export type BodyFailure = Invalid | TooLarge | UnsupportedMediaType;

const none = new Uint8Array(0);

/**
 * Reads a request's body as its route wants it: within its size, of a media type that it takes, in UTF-8, as safe JSON.
 * A route without a body takes nothing, or an empty object, which some clients always send with a POST.
 */
export const readBody = async (
  request: IncomingRequest,
  schema: BodySchema | undefined,
  maxBytes: number,
): Promise<Result<ReadBody, BodyFailure>> => {
  if (request.method === 'GET' || request.method === 'HEAD') return ok({ bytes: none, value: undefined });
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return tooLarge(maxBytes);
  const bytes = await request.bytes();
  if (bytes.length > maxBytes) return tooLarge(maxBytes);
  if (schema === undefined) return expectNothing(bytes);
  if (bytes.length === 0) return err(invalid({ pointer: '', rule: 'body-required' }));

  const supported = isRawBody(schema) ? schema.rawTypes : jsonTypes(request.method);
  const isOffice = isRawBody(schema) && schema.orWindows1252 === true;
  const mediaType = mediaTypeOf(request, supported, isOffice ? ['utf-8', ...windows1252] : ['utf-8']);
  if (mediaType === undefined) {
    return err({ type: 'unsupported-media-type', supported: supported.join(', ') });
  }
  const text = decode(bytes) ?? (isOffice ? decodeWindows1252(bytes) : undefined);
  if (text === undefined) return err(invalid({ pointer: '', rule: 'utf-8' }));
  if (isRawBody(schema)) return ok({ bytes, value: { mediaType, text } satisfies RawBody });
  const parsed = parseJson(text);
  return parsed.ok ? ok({ bytes, value: parsed.value }) : err(invalid(parsed.error));
};

const tooLarge = (limit: number): Result<never, TooLarge> => err({ type: 'too-large', limit });

const expectNothing = (bytes: Uint8Array): Result<ReadBody, Invalid> => {
  const empty = bytes.length === 0 || /^\s*\{\s*\}\s*$/.test(decode(bytes.subarray(0, 64)) ?? '');
  return empty && bytes.length <= 64
    ? ok({ bytes, value: undefined })
    : err(invalid({ pointer: '', rule: 'no-body' }));
};

// JSON merge patch, RFC 7396; plain JSON is taken for it too, as most clients know no other.
const jsonTypes = (method: string): readonly string[] =>
  method === 'PATCH' ? ['application/merge-patch+json', 'application/json'] : ['application/json'];

/** Names of the WHATWG Encoding Standard for what Excel means. */
const windows1252 = ['windows-1252', 'cp1252', 'iso-8859-1', 'latin1'] as const;

/** The media type, if it is one of those supported, names no other charset and is not compressed. */
const mediaTypeOf = (
  request: IncomingRequest,
  supported: readonly string[],
  charsets: readonly string[],
): string | undefined => {
  if ((request.headers.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity') return undefined;
  const [type = '', ...parameters] = (request.headers.get('content-type') ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice(8);
  if (charset !== undefined && !charsets.includes(charset.replaceAll('"', ''))) return undefined;
  const suffixed = /^application\/[a-z0-9.+-]+\+json$/.test(type) && supported.includes('application/json');
  // A patch in another language than merge patch (RFC 6902) must not be taken for one.
  const otherPatch = type === 'application/json-patch+json';
  return supported.includes(type) || (suffixed && !otherPatch) ? type : undefined;
};

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Undefined for what is no text in it either: UTF-16, a workbook. */
const decodeWindows1252 = (bytes: Uint8Array): string | undefined => {
  const text = new TextDecoder('windows-1252').decode(bytes);
  return text.includes('\0') ? undefined : text;
};
