import type { z } from 'zod';
import type { HeaderFields } from './exchange.ts';

/** An answer in JSON; the pipeline checks `body` by the contract's schema for `status`. */
export interface JsonReply<Status extends number = number, Body = unknown> {
  readonly kind: 'json';
  readonly status: Status;
  readonly body: Body;
  /** The store's ETag; the pipeline turns it into the public one. */
  readonly etag?: string;
  /** Absolute, or a path below the public address. */
  readonly location?: string;
}

/** An answer that is not JSON: a page, a redirect, a file. */
export interface RawReply<Status extends number = number> {
  readonly kind: 'raw';
  readonly status: Status;
  readonly body: string | Uint8Array;
  /** Names in lower case. */
  readonly headers: HeaderFields;
}

export type Reply = JsonReply | RawReply;

/** Declares in a contract that a status is answered raw. */
export interface RawReplySchema {
  /** Media type; empty where there is no body. */
  readonly raw: string;
  readonly description: string;
}

export const rawSchema = (mediaType: string, description: string): RawReplySchema => ({
  raw: mediaType,
  description,
});

export type ReplySchema = z.ZodType | RawReplySchema;
export type Replies = Readonly<Record<number, ReplySchema>>;

export const isRawSchema = (schema: ReplySchema): schema is RawReplySchema => 'raw' in schema;

type Primitive = string | number | boolean | null | undefined;
/** Entities are readonly throughout; zod's input types are not. */
export type Immutable<T> = unknown extends T
  ? T
  : T extends Primitive
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Immutable<Item>[]
      : { readonly [Key in keyof T]: Immutable<T[Key]> };

/** The replies that a handler may give under a contract. */
export type ReplyFor<R extends Replies> = {
  [Status in keyof R & number]: R[Status] extends z.ZodType
    ? JsonReply<Status, Immutable<z.input<R[Status]>>>
    : RawReply<Status>;
}[keyof R & number];

export const okReply = <Body>(body: Body, extra: { readonly etag?: string } = {}): JsonReply<200, Body> => ({
  kind: 'json',
  status: 200,
  body,
  ...extra,
});

export const created = <Body>(
  body: Body,
  extra: { readonly location: string; readonly etag?: string },
): JsonReply<201, Body> => ({ kind: 'json', status: 201, body, ...extra });

/** For work that goes on: `location` is where its state can be read. */
export const accepted = <Body>(body: Body, extra: { readonly location: string }): JsonReply<202, Body> => ({
  kind: 'json',
  status: 202,
  body,
  ...extra,
});

/** The contract says `204: z.undefined()`. */
export const noContent = (extra: { readonly etag?: string } = {}): JsonReply<204, undefined> => ({
  kind: 'json',
  status: 204,
  body: undefined,
  ...extra,
});

export const raw = <Status extends number>(
  status: Status,
  contentType: string,
  body: string | Uint8Array,
  headers: HeaderFields = {},
): RawReply<Status> => ({ kind: 'raw', status, body, headers: { 'content-type': contentType, ...headers } });

export const redirect = (location: string): RawReply<302> => ({
  kind: 'raw',
  status: 302,
  body: '',
  headers: { location },
});
