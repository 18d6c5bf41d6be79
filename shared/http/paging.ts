import * as z from 'zod';
import type { Page, PageRequest } from '../kernel/commit.ts';
import { type Invalid, invalid } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { IncomingRequest } from './exchange.ts';
import { type JsonReply, okReply } from './reply.ts';

/** What every list takes; merged into the query of a route that is `paged`. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Most entries of a page.' }),
  cursor: z
    .string()
    .max(2048)
    .optional()
    .meta({ description: 'Where to go on: taken from `nextLink`, never made by hand.' }),
});

/** What a paged handler is given: the request for the store, and the link to what follows. */
export interface ListPage {
  readonly request: PageRequest;
  link(storeCursor: string): string;
}

/** The body of every list. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    value: z.array(item),
    nextLink: z.string().optional().meta({ description: 'The next page; absent on the last one.' }),
  });

export const listReply = <Entity, Item>(
  page: ListPage,
  found: Page<Entity>,
  toItem: (entity: Entity) => Item,
): JsonReply<200, { readonly value: readonly Item[]; readonly nextLink?: string }> =>
  okReply({
    value: found.items.map(toItem),
    ...(found.cursor !== undefined && { nextLink: page.link(found.cursor) }),
  });

// Bound to its route: the store's position in one list means nothing in another.
const cursorSchema = z.strictObject({ r: z.string(), c: z.string().min(1) });

export const encodeCursor = (operationId: string, storeCursor: string): string =>
  Buffer.from(JSON.stringify({ r: operationId, c: storeCursor })).toString('base64url');

export const decodeCursor = (operationId: string, text: string): Result<string, Invalid> => {
  const parsed = cursorSchema.safeParse(readJson(Buffer.from(text, 'base64url').toString('utf8')));
  return parsed.success && parsed.data.r === operationId
    ? ok(parsed.data.c)
    : err(invalid({ pointer: '?cursor', rule: 'cursor' }));
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The page that a request asks for. `publicUrl` without a slash at its end. */
export const listPage = (
  operationId: string,
  asked: z.output<typeof pageQuery>,
  request: IncomingRequest,
  publicUrl: string,
): Result<ListPage, Invalid> => {
  const cursor = asked.cursor === undefined ? ok(undefined) : decodeCursor(operationId, asked.cursor);
  if (!cursor.ok) return cursor;
  return ok({
    request: { limit: asked.limit, ...(cursor.value !== undefined && { cursor: cursor.value }) },
    link: (storeCursor) => {
      const query = new URLSearchParams(request.query);
      query.set('cursor', encodeCursor(operationId, storeCursor));
      return `${publicUrl}${request.path}?${query.toString()}`;
    },
  });
};
