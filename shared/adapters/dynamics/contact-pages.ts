import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Sleep } from '../../kernel/sleep.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { DirectoryPage } from '../../sources/directory.ts';
import { type DynamicsSettings, dynamicsHost } from '../../sources/dynamics-365.ts';
import { matchesFilter } from '../../sources/matches-filter.ts';
import type { ReaderFailure } from '../../sources/source-reader.ts';
import { type GraphAnswer, isSuccess } from '../graph/answer.ts';
import { patiently } from '../graph/patience.ts';
import type { DynamicsClient } from './client.ts';
import { annotations, contactColumns, contactEntrySchema, filterSubjectOf, personOf } from './contact.ts';
import { dataverseFailure, dynamicsUnavailable, notThere } from './dataverse-failure.ts';
import { keptLink, queryOfKept, queryOfLink } from './link.ts';

export interface DynamicsReading {
  readonly client: DynamicsClient;
  readonly sleep: Sleep;
  readonly clock: Clock;
}

type LinkExpired = { readonly type: 'link-expired' };

/** `id` alone, with a context that ends so: Dataverse's word for a record that is gone. */
const deletedSchema = z.object({
  '@odata.context': z.string().regex(/\/\$deletedEntity$/),
  id: z.string().min(1).max(128),
});
const entrySchema = z.union([deletedSchema, contactEntrySchema]);
type Entry = z.infer<typeof entrySchema>;

const pageSchema = z.object({
  value: z.array(entrySchema),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});

const contactPageSize = 5_000;
const firstQuery = `?$select=${contactColumns.join(',')}`;
/** Sent with each page: its size and the annotations are no part of the links. A delta is tracked by its token. */
const preferences = (query: string, pageSize: number): readonly string[] => [
  ...(query.includes('$deltatoken=') ? [] : ['odata.track-changes']),
  `odata.maxpagesize=${pageSize}`,
  `odata.include-annotations="${annotations.join(',')}"`,
];

/**
 * [S3] Pages of contacts with change tracking, which refuses filters: the source's own is held against what was read. A
 * contact that it leaves out is told as removed, in a first reading too, where one that changed meanwhile comes twice.
 */
export async function* contactPages(
  reading: DynamicsReading,
  ctx: TenantContext,
  settings: DynamicsSettings,
  link: string | undefined,
): AsyncGenerator<Result<DirectoryPage, ReaderFailure | LinkExpired>> {
  let query = link === undefined ? firstQuery : queryOfKept(link);
  while (query !== undefined) {
    const read = await getPage(reading, ctx, settings, query, link !== undefined);
    if (!read.ok) {
      yield read;
      return;
    }
    const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = read.value;
    const deltaQuery = next === undefined && delta !== undefined ? queryOfLink(settings, delta) : undefined;
    yield ok(pageOf(value, settings, deltaQuery));
    if (deltaQuery !== undefined) return;
    query = next === undefined ? undefined : queryOfLink(settings, next);
    // A page without a link, or with one that leads elsewhere: what is missing would be taken for removed.
    if (query === undefined && link === undefined) {
      yield err(dynamicsUnavailable);
      return;
    }
  }
  yield err({ type: 'link-expired' });
}

const isDeleted = (entry: Entry): entry is z.infer<typeof deletedSchema> => 'id' in entry;

function pageOf(
  entries: readonly Entry[],
  settings: DynamicsSettings,
  deltaQuery: string | undefined,
): DirectoryPage {
  const { filter } = settings;
  const changed: DirectoryPage['changed'][number][] = [];
  const removed: string[] = [];
  for (const entry of entries) {
    if (isDeleted(entry)) removed.push(entry.id);
    else if (filter === undefined || matchesFilter(filter, filterSubjectOf(entry)))
      changed.push(personOf(entry));
    else removed.push(entry.contactid);
  }
  return { changed, removed, ...(deltaQuery === undefined ? {} : { link: keptLink(deltaQuery) }) };
}

/** Also the probe: the same question with the smallest page, because tracking needs rights over all contacts. */
export const firstContact = async (
  reading: DynamicsReading,
  ctx: TenantContext,
  settings: DynamicsSettings,
): Promise<Result<void, ReaderFailure>> => {
  const query = '?$select=contactid';
  const answer = await ask(reading, ctx, settings, query, preferences(query, 1));
  if (!answer.ok) return answer;
  return isSuccess(answer.value) ? ok(undefined) : err(dataverseFailure(answer.value, reading.clock));
};

const getPage = async (
  reading: DynamicsReading,
  ctx: TenantContext,
  settings: DynamicsSettings,
  query: string,
  isDelta: boolean,
): Promise<Result<z.infer<typeof pageSchema>, ReaderFailure | LinkExpired>> => {
  const answer = await ask(reading, ctx, settings, query, preferences(query, contactPageSize));
  if (!answer.ok) return answer;
  if (!isSuccess(answer.value)) {
    return err(
      isDelta && isExpired(answer.value)
        ? { type: 'link-expired' }
        : dataverseFailure(answer.value, reading.clock),
    );
  }
  const parsed = pageSchema.safeParse(answer.value.body);
  // An answer that is not of its type is a fault of the service, or a change that we must learn of.
  return parsed.success ? ok(parsed.data) : err(dynamicsUnavailable);
};

/** Microsoft documents an exception, not its code: whatever Dataverse does not take of its own link is done with. */
const isExpired = ({ status }: GraphAnswer): boolean => status === 400 || status === 410;

/** One question; a short disturbance is waited for. */
export const ask = (
  { client, sleep, clock }: DynamicsReading,
  ctx: TenantContext,
  settings: DynamicsSettings,
  query: string,
  prefer: readonly string[],
): Promise<Result<GraphAnswer, ReaderFailure>> =>
  patiently<GraphAnswer, ReaderFailure>(sleep, async () => {
    const sent = await client.getContacts(ctx, dynamicsHost(settings), query, prefer);
    if (sent.ok) {
      const passes = sent.value.status === 429 || sent.value.status >= 500;
      return passes ? err(dataverseFailure(sent.value, clock)) : sent;
    }
    if (sent.error.type === 'unknown-resource') return err(notThere);
    if (sent.error.type !== 'no-answer') return err(sent.error);
    return err(sent.error.reason === 'no-host' ? notThere : dynamicsUnavailable);
  });
