import { z } from 'zod';
import { badParameter } from './errors.ts';
import { type Attributes, type DeletedObject, type ObjectVersion, recoverableDays } from './objects.ts';

/** The parts of requests and answers that secrets and keys share. */
export const attributesSchema = z
  .object({
    enabled: z.boolean().nullish(),
    nbf: z.int().nullish(),
    exp: z.int().nullish(),
  })
  .nullish();
export const tagsSchema = z
  .record(z.string().max(256), z.string().max(256))
  .refine((tags) => Object.keys(tags).length <= 15, 'at most 15 tags')
  .nullish();

/** Attributes as asked for, over what was there; what is absent or null stays as it was. */
export function mergeAttributes(
  wanted: z.output<typeof attributesSchema>,
  before: Attributes = { enabled: true },
): Attributes {
  const nbf = wanted?.nbf ?? before.nbf;
  const exp = wanted?.exp ?? before.exp;
  return {
    enabled: wanted?.enabled ?? before.enabled,
    ...(nbf === undefined ? {} : { nbf }),
    ...(exp === undefined ? {} : { exp }),
  };
}

export const attributesOf = ({ attributes, created, updated }: ObjectVersion<unknown>) => ({
  ...attributes,
  created,
  updated,
  recoveryLevel: 'Recoverable+Purgeable',
  recoverableDays,
});

export const tagsOf = ({ tags }: ObjectVersion<unknown>) => (Object.keys(tags).length === 0 ? {} : { tags });

export const deletionOf = (base: string, path: string, object: DeletedObject<unknown>) => ({
  recoveryId: `${base}/${path}/${object.name}`,
  deletedDate: object.deletedDate,
  scheduledPurgeDate: object.scheduledPurgeDate,
});

/** Letters, digits and dashes, at most 127 of them. */
export function objectName(name: string): string {
  if (!/^[0-9a-zA-Z-]{1,127}$/.test(name))
    throw badParameter(`The request URI contains an invalid name: ${name}`);
  return name;
}

export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const text = await request.text();
  try {
    return schema.parse(JSON.parse(text === '' ? '{}' : text));
  } catch (error) {
    throw badParameter(`The body is not valid: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

/** At most 25 items a page; `nextLink` carries the position. */
export function pageOf<T>(url: URL, base: string, items: readonly T[]) {
  const size = Number(url.searchParams.get('maxresults') ?? 25);
  if (!Number.isInteger(size) || size < 1 || size > 25)
    throw badParameter('maxresults must be between 1 and 25');
  const from = Number(url.searchParams.get('$skiptoken') ?? 0);
  const next = new URL(`${base}${url.pathname}${url.search}`);
  next.searchParams.set('$skiptoken', String(from + size));
  return {
    value: items.slice(from, from + size),
    nextLink: from + size < items.length ? next.href : null,
  };
}
