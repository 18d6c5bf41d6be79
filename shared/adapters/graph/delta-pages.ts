import * as z from 'zod';
import type { Unavailable } from '../../kernel/failures.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { SourceRefused } from '../../sources/source-reader.ts';
import type { GraphFailure } from './graph-failure.ts';
import { linkPath } from './link.ts';
import type { HowToRead, Reader } from './reader.ts';

/** What marks an entry of a delta as gone. */
export const removedSchema = z.object({ reason: z.string().optional() });

export interface DeltaPage<Entry> {
  readonly entries: readonly Entry[];
  /** On the last page: asks for what changes from now on. */
  readonly link?: string;
}

interface Told {
  readonly id: string;
  readonly '@removed'?: unknown;
}

/**
 * Entries of who is there, and ids of who is gone. An object may come several times in a page, as when it was deleted and
 * restored since: the last word counts.
 */
export const lastWords = <Entry extends Told>(
  entries: readonly Entry[],
): { readonly present: readonly Entry[]; readonly gone: readonly string[] } => {
  const isGone = ({ '@removed': removed }: Told) => removed !== undefined;
  const last = new Map(entries.map((entry) => [entry.id, entry]));
  const words = [...last.values()];
  return {
    present: words.filter((entry) => !isGone(entry)),
    gone: words.filter(isGone).map(({ id }) => id),
  };
};

export interface DeltaQuestion<Entry, Refusal> {
  /** Below `/v1.0`, of the first reading; or a link of the service. */
  readonly from: { readonly path: string } | { readonly link: string };
  readonly entry: z.ZodType<Entry>;
  readonly permission: string;
  /** Not a part of the links: sent with each page. */
  readonly how?: HowToRead<Refusal>;
}

export type DeltaFailure<Refusal = never> = GraphFailure | Refusal | { readonly type: 'link-expired' };

const unavailable: Unavailable = { type: 'unavailable', service: 'graph' };

/** The pages of a delta query, to the one that ends it. A link that leads elsewhere is as good as an expired one. */
export async function* deltaPages<Entry, Refusal extends SourceRefused = never>(
  reader: Reader,
  ctx: TenantContext,
  { from, entry, permission, how }: DeltaQuestion<Entry, Refusal>,
): AsyncGenerator<Result<DeltaPage<Entry>, DeltaFailure<Refusal>>> {
  const schema = z.object({
    value: z.array(entry),
    '@odata.nextLink': z.string().optional(),
    '@odata.deltaLink': z.string().optional(),
  });
  let path = 'path' in from ? from.path : linkPath(from.link, reader.origin);
  let isLink = 'link' in from;
  while (path !== undefined) {
    const read = await reader.get(ctx, path, schema, permission, { ...how, isLink });
    isLink = true;
    if (!read.ok) {
      yield err(read.error.type === 'not-found' ? unavailable : read.error);
      return;
    }
    const { value: entries, '@odata.nextLink': next, '@odata.deltaLink': link } = read.value;
    yield ok({ entries, ...(link === undefined ? {} : { link }) });
    if (link !== undefined) return;
    path = linkPath(next ?? '', reader.origin);
  }
  // A link of ours that leads elsewhere, or a page without a link: read everything anew.
  yield err({ type: 'link-expired' });
}
