import type { Contact } from '../contacts/contact.ts';
import { toContact } from '../contacts/to-contact.ts';
import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { DirectoryPerson } from './directory.ts';
import { linkFor, linkOf } from './reading-link.ts';
import type { ContactsHead, ContactsWritten, Source, SourceContacts } from './source.ts';
import type { ReaderFailure } from './source-reader.ts';
import type { OpenedSource } from './source-readers.ts';

export interface ReadPeopleDeps {
  readonly contacts: SourceContacts;
  readonly clock: Clock;
  /** A delta does not tell of photos: now and then everyone is read. 30 unless told. */
  readonly fullReadEveryDays?: number;
}

export interface ReadPeopleOptions {
  readonly mode?: 'full' | undefined;
  /** ISO 3166-1 alpha-2: how national numbers are read. */
  readonly countryCode: string;
  /** Called at every page. */
  readonly keep: () => Promise<void>;
}

export type PeopleRead = ContactsWritten & { readonly kind: 'full' | 'delta' };

/** More changes than this are not held in memory: then everyone is read, a page at a time. */
const mostChanges = 5000;
const day = 24 * 60 * 60 * 1000;

/** [S1] Brings the kept contacts up to date: by what changed where that can be had, else by reading everyone. */
export const readPeople = async (
  ctx: TenantContext,
  source: Source,
  opened: OpenedSource,
  deps: ReadPeopleDeps,
  options: ReadPeopleOptions,
): Promise<Result<PeopleRead, ReaderFailure>> => {
  const head = options.mode === 'full' ? undefined : await deps.contacts.head(ctx, source.id);
  const link = deltaLink(source, head, deps, options);
  if (link === undefined) return readEveryone(ctx, source, opened, deps, options);
  const delta = await readDelta(ctx, link, opened, options);
  if (!delta.ok) {
    return delta.error.type === 'full-read-needed'
      ? readEveryone(ctx, source, opened, deps, options)
      : err(delta.error);
  }
  const changes = { ...delta.value, link: linkFor(source, options.countryCode, delta.value.link) };
  return ok({ ...(await deps.contacts.applyChanges(ctx, source.id, changes)), kind: 'delta' });
};

const deltaLink = (
  source: Source,
  head: ContactsHead | undefined,
  deps: ReadPeopleDeps,
  { countryCode }: ReadPeopleOptions,
): string | undefined => {
  if (head?.link === undefined) return undefined;
  const age = deps.clock.now() - fromIso(head.fullReadAt);
  return age > (deps.fullReadEveryDays ?? 30) * day ? undefined : linkOf(source, countryCode, head.link);
};

type Changes = Parameters<SourceContacts['applyChanges']>[2];

const readDelta = async (
  ctx: TenantContext,
  from: string,
  opened: OpenedSource,
  options: ReadPeopleOptions,
): Promise<Result<Changes, ReaderFailure | { readonly type: 'full-read-needed' }>> => {
  // In the order of the pages: a person may come several times, the last word counts.
  const people = new Map<string, DirectoryPerson | undefined>();
  let link: string | undefined;
  for await (const page of opened.readPeople(ctx, from)) {
    await options.keep();
    if (!page.ok)
      return page.error.type === 'link-expired' ? err({ type: 'full-read-needed' }) : err(page.error);
    for (const person of page.value.changed) people.set(person.key, person);
    for (const key of page.value.removed) people.set(key, undefined);
    if (people.size > mostChanges) return err({ type: 'full-read-needed' });
    link = page.value.link;
  }
  if (link === undefined) return err({ type: 'full-read-needed' });
  const changed: Contact[] = [];
  const removed: string[] = [];
  for (const [key, person] of people) {
    if (person === undefined) removed.push(key);
    else changed.push(toContact(person, options.countryCode));
  }
  return ok({ changed, removed, link });
};

/** Carries a failure out of the stream that a full read is written from. */
class ReadStopped extends Error {
  readonly failure: ReaderFailure;
  constructor(failure: ReaderFailure) {
    super(failure.type);
    this.failure = failure;
  }
}

const readEveryone = async (
  ctx: TenantContext,
  source: Source,
  opened: OpenedSource,
  deps: ReadPeopleDeps,
  options: ReadPeopleOptions,
): Promise<Result<PeopleRead, ReaderFailure>> => {
  const fullReadAt = toIso(deps.clock.now());
  // Who left while everyone was being read, and may be written already.
  const removed = new Set<string>();
  let link: string | undefined;
  async function* pages(): AsyncIterable<readonly Contact[]> {
    for await (const page of opened.readPeople(ctx)) {
      await options.keep();
      if (!page.ok) {
        // Without a link none can have expired.
        const { error } = page;
        throw new ReadStopped(
          error.type === 'link-expired' ? { type: 'unavailable', service: 'directory' } : error,
        );
      }
      for (const { key } of page.value.changed) removed.delete(key);
      for (const key of page.value.removed) removed.add(key);
      const { link: told } = page.value;
      link = told === undefined ? undefined : linkFor(source, options.countryCode, told);
      yield page.value.changed.map((person) => toContact(person, options.countryCode));
    }
  }
  // The link is kept only when nothing is left to be done: a crash in between means a full read again.
  const end = () => (link === undefined || removed.size > 0 ? { fullReadAt } : { fullReadAt, link });
  try {
    const photos = { keepPhotos: source.includePhotos };
    const written = await deps.contacts.replaceAll(ctx, source.id, pages(), end, photos);
    if (link === undefined || removed.size === 0) return ok({ ...written, kind: 'full' });
    const changes = { changed: [], removed: [...removed], link };
    const { head } = await deps.contacts.applyChanges(ctx, source.id, changes);
    return ok({ ...written, head, kind: 'full' });
  } catch (error) {
    if (error instanceof ReadStopped) return err(error.failure);
    throw error;
  }
};
