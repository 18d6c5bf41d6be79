import * as z from 'zod';
import { ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { DirectoryFailure, DirectoryPage } from '../../sources/directory.ts';
import { mostSubRequests } from './batch.ts';
import { type DeltaPage, deltaPages, lastWords, removedSchema } from './delta-pages.ts';
import { needed } from './permissions.ts';
import { type GraphUser, personOf, userFields, userSchema } from './person.ts';
import type { Reader } from './reader.ts';

type PageFailure = DirectoryFailure | { readonly type: 'link-expired' };

const entrySchema = z.object({
  ...userSchema.shape,
  '@removed': removedSchema.optional(),
  'manager@delta': z.array(z.object({ id: z.string(), '@removed': removedSchema.optional() })).optional(),
});
type Entry = z.infer<typeof entrySchema>;

const managerSchema = z.object({ id: z.string() });

const firstPath = `/users/delta?$select=${[...userFields, 'manager'].join(',')}`;

/**
 * Pages of `users/delta`. The first reading names each manager; later ones name a manager only where it changed (an entry
 * for the old one with `@removed`, one for the new one), so there it is asked for, lest an unchanged one be taken for none.
 */
export async function* peoplePages(
  reader: Reader,
  ctx: TenantContext,
  link: string | undefined,
): AsyncGenerator<Result<DirectoryPage, PageFailure>> {
  const question = {
    from: link === undefined ? { path: firstPath } : { link },
    entry: entrySchema,
    permission: needed.people,
  };
  for await (const read of deltaPages(reader, ctx, question)) {
    const page = read.ok ? await pageOf(reader, ctx, read.value, link !== undefined) : read;
    yield page;
    if (!page.ok) return;
  }
}

async function pageOf(
  reader: Reader,
  ctx: TenantContext,
  { entries, link }: DeltaPage<Entry>,
  isChange: boolean,
): Promise<Result<DirectoryPage, DirectoryFailure>> {
  const { present, gone: removed } = lastWords(entries);
  const unknown = isChange ? present.filter((entry) => entry['manager@delta'] === undefined) : [];
  const managers = await managersOf(reader, ctx, unknown);
  if (!managers.ok) return managers;
  const managerKey = (entry: Entry): string | undefined =>
    managers.value.get(entry.id) ??
    entry['manager@delta']?.findLast((manager) => manager['@removed'] === undefined)?.id;
  return ok({
    changed: present.map((entry) => personOf(entry, managerKey(entry))),
    removed,
    ...(link === undefined ? {} : { link }),
  });
}

async function managersOf(
  reader: Reader,
  ctx: TenantContext,
  users: readonly GraphUser[],
): Promise<Result<ReadonlyMap<string, string>, DirectoryFailure>> {
  const managers = new Map<string, string>();
  for (let at = 0; at < users.length; at += mostSubRequests) {
    const some = users.slice(at, at + mostSubRequests);
    const urls = some.map(({ id }) => `/users/${encodeURIComponent(id)}/manager?$select=id`);
    const answers = await reader.getEach(ctx, urls, needed.people);
    if (!answers.ok) return answers;
    for (const [index, answer] of answers.value.entries()) {
      const manager = managerSchema.safeParse(answer?.body);
      const user = some[index];
      if (user !== undefined && manager.success) managers.set(user.id, manager.data.id);
    }
  }
  return ok(managers);
}
