import * as z from 'zod';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { DirectoryFailure, DirectoryPage, DirectoryPerson } from '../../sources/directory.ts';
import { type DeltaFailure, type DeltaPage, deltaPages, lastWords } from './delta-pages.ts';
import { graphUnavailable } from './graph-failure.ts';
import { isMailUser, mailUserEntrySchema, personOfMailUser } from './mail-user.ts';
import { orgContactEntrySchema, orgContactFields, personOfOrgContact } from './org-contact.ts';
import { needed } from './permissions.ts';
import { userFields } from './person.ts';
import { orUnavailable, type Reader } from './reader.ts';

/** Where a read ended: in both deltas, and which domains were the company's own then. */
const linkSchema = z.object({ contacts: z.string(), users: z.string(), domains: z.array(z.string()) });

const keptLink = (link: string): z.infer<typeof linkSchema> | undefined => {
  try {
    return linkSchema.safeParse(JSON.parse(link)).data;
  } catch {
    return undefined;
  }
};

type Page<T = DirectoryPage> = Result<T, DeltaFailure>;

const firstContacts = `/contacts/delta?$select=${orgContactFields.join(',')}`;
const firstUsers = `/users/delta?$select=${userFields.join(',')}`;

const organizationSchema = z.object({
  value: z.array(z.object({ verifiedDomains: z.array(z.object({ name: z.string() })).nullish() })).min(1),
});

/** Domains that the company has proved to be its own, in lower case and in order. */
export const ownDomains = async (
  reader: Reader,
  ctx: TenantContext,
): Promise<Result<readonly string[], DirectoryFailure>> => {
  const path = '/organization?$select=verifiedDomains';
  const read = await reader.get(ctx, path, organizationSchema, needed.organisation);
  if (!read.ok) return err(orUnavailable(read.error));
  const names = read.value.value.flatMap(({ verifiedDomains }) => verifiedDomains ?? []);
  // Every company has one; without any, everybody would be taken for a mail user.
  return names.length === 0
    ? err(graphUnavailable)
    : ok(names.map(({ name }) => name.toLowerCase()).toSorted());
};

/**
 * [S5] Pages of the company's contacts, then of its mail users: two deltas, and one link made of both. When the company has
 * got other domains since, others are mail users, so everything is read anew.
 */
export async function* companyContactPages(
  reader: Reader,
  ctx: TenantContext,
  link: string | undefined,
): AsyncGenerator<Page> {
  const kept = link === undefined ? undefined : keptLink(link);
  if (link !== undefined && kept === undefined) {
    yield err({ type: 'link-expired' });
    return;
  }
  const contacts = {
    from: kept === undefined ? { path: firstContacts } : { link: kept.contacts },
    entry: orgContactEntrySchema,
    permission: needed.companyContacts,
  };
  let contactsLink = '';
  for await (const page of deltaPages(reader, ctx, contacts)) {
    yield page.ok ? ok(contactsPage(page.value)) : page;
    if (!page.ok) return;
    contactsLink = page.value.link ?? '';
  }
  const users = {
    from: kept === undefined ? { path: firstUsers } : { link: kept.users },
    entry: mailUserEntrySchema,
    permission: needed.people,
  };
  const toPage =
    kept === undefined ? await firstRound(reader, ctx) : ok(laterRound(reader, ctx, kept.domains));
  if (!toPage.ok) {
    yield toPage;
    return;
  }
  for await (const read of deltaPages(reader, ctx, users)) {
    const page = read.ok ? await toPage.value(read.value) : read;
    if (!page.ok) {
      yield page;
      return;
    }
    const { domains, ...people } = page.value;
    const end = read.ok ? read.value.link : undefined;
    yield ok(
      end === undefined
        ? people
        : { ...people, link: JSON.stringify({ contacts: contactsLink, users: end, domains }) },
    );
  }
}

const contactsPage = ({ entries }: DeltaPage<z.infer<typeof orgContactEntrySchema>>): DirectoryPage => {
  const { present, gone: removed } = lastWords(entries);
  return { changed: present.map(personOfOrgContact), removed };
};

type UserPage = DeltaPage<z.infer<typeof mailUserEntrySchema>>;
type UsersToPage = (page: UserPage) => Promise<Page<DirectoryPage & { readonly domains: readonly string[] }>>;

/** Nearly everyone is no mail user: gone is only who was told before, and comes again because he changed meanwhile. */
const firstRound = async (
  reader: Reader,
  ctx: TenantContext,
): Promise<Result<UsersToPage, DirectoryFailure>> => {
  const domains = await ownDomains(reader, ctx);
  if (!domains.ok) return domains;
  const told = new Set<string>();
  return ok(async ({ entries }) => {
    const { changed, others } = sorted(entries, domains.value);
    for (const { key } of changed) told.add(key);
    return ok({ changed, removed: others.filter((id) => told.has(id)), domains: domains.value });
  });
};

/** Who is a mail user no longer is told as gone. The domains are asked for only where it depends on them: once at most. */
const laterRound = (reader: Reader, ctx: TenantContext, domains: readonly string[]): UsersToPage => {
  let isChecked = false;
  return async ({ entries }) => {
    const { changed, others } = sorted(entries, domains);
    if (!isChecked && changed.length > 0) {
      const now = await ownDomains(reader, ctx);
      if (!now.ok) return now;
      if (now.value.join() !== domains.join()) return err({ type: 'link-expired' });
      isChecked = true;
    }
    return ok({ changed, removed: others, domains });
  };
};

const sorted = (
  entries: UserPage['entries'],
  domains: readonly string[],
): { readonly changed: readonly DirectoryPerson[]; readonly others: readonly string[] } => {
  const { present, gone } = lastWords(entries);
  const others = present.filter((user) => !isMailUser(user, domains)).map(({ id }) => id);
  return {
    changed: present.filter((user) => isMailUser(user, domains)).map(personOfMailUser),
    others: [...gone, ...others],
  };
};
