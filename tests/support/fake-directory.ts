import type { Failure } from '../../shared/kernel/failures.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { Directory, DirectoryFailure, DirectoryPerson } from '../../shared/sources/directory.ts';

const directoryPerson = (key: string, fields: Partial<DirectoryPerson> = {}): DirectoryPerson => ({
  key,
  displayName: `Person ${key}`,
  emails: [`${key}@firma.example`],
  businessPhones: ['089 123456-12'],
  enabled: true,
  hidden: false,
  ...fields,
});

/** Entra's directory as the refresh needs it: people with photos, deltas by link, failures set by the test. */
export const makeFakeDirectory = (options: { readonly pageSize?: number } = {}) => {
  const pageSize = options.pageSize ?? 3;
  const people = new Map<string, DirectoryPerson>();
  const photos = new Map<string, string>();
  /** Members by group. */
  const groups = new Map<string, readonly string[]>();
  /** Keys in the order of their changes; a link is a position in it. */
  const log: string[] = [];
  const control = {
    /** Answered instead of the page of this number, counted from 1 in each read. */
    failAtPage: undefined as { readonly page: number; readonly failure: DirectoryFailure } | undefined,
    photoFailure: undefined as DirectoryFailure | undefined,
    /** Photo calls that still succeed before `photoFailure`. */
    photoCallsLeft: Number.POSITIVE_INFINITY,
    linksExpired: false,
    probe: ok(undefined) as Awaited<ReturnType<Directory['probe']>>,
    onPage: async () => {},
  };
  const reads: ('full' | 'delta')[] = [];
  const photoCalls: (readonly string[])[] = [];

  const directory: Directory = {
    readPeople: async function* (_ctx, link) {
      reads.push(link === undefined ? 'full' : 'delta');
      if (link !== undefined && control.linksExpired) {
        control.linksExpired = false;
        yield err({ type: 'link-expired' });
        return;
      }
      const next = String(log.length);
      const keys = link === undefined ? [...people.keys()] : log.slice(Number(link));
      for (let from = 0, page = 1; from === 0 || from < keys.length; from += pageSize, page++) {
        await control.onPage();
        if (control.failAtPage?.page === page) {
          yield err(control.failAtPage.failure);
          return;
        }
        const some = [...new Set(keys.slice(from, from + pageSize))];
        const found = some.map((key) => people.get(key)).filter((person) => person !== undefined);
        const removed = some.filter((key) => !people.has(key));
        const last = from + pageSize >= keys.length;
        yield ok({ changed: found, removed, ...(last ? { link: next } : {}) });
      }
    },
    membersOf: async (_ctx, group) => ok(groups.get(group) ?? []),
    photosOf: async (_ctx, keys) => {
      photoCalls.push(keys);
      if (control.photoFailure !== undefined && control.photoCallsLeft-- <= 0)
        return err(control.photoFailure);
      return ok(
        new Map(
          keys.map((key) => {
            const text = photos.get(key);
            return [key, text === undefined ? null : Buffer.from(text)];
          }),
        ),
      );
    },
    probe: async () => control.probe,
  };

  return {
    directory,
    control,
    reads,
    photoCalls,
    people,
    groups,
    put: (key: string, fields: Partial<DirectoryPerson> = {}, photo?: string) => {
      people.set(key, directoryPerson(key, fields));
      if (photo === undefined) photos.delete(key);
      else photos.set(key, photo);
      log.push(key);
    },
    take: (key: string) => {
      people.delete(key);
      photos.delete(key);
      log.push(key);
    },
    photoOf: (key: string) => photos.get(key),
  };
};

export const throttledFor = (retryAfterSeconds: number): Failure & { type: 'throttled' } => ({
  type: 'throttled',
  retryAfterSeconds,
});
