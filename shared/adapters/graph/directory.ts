import * as z from 'zod';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Directory } from '../../sources/directory.ts';
import { graphUnavailable } from './graph-failure.ts';
import { linkPath } from './link.ts';
import { peoplePages } from './people-delta.ts';
import { needed } from './permissions.ts';
import { photoOf } from './photo.ts';
import { orUnavailable, type Reader, type ReadFailure } from './reader.ts';

const idsSchema = z.object({
  value: z.array(z.object({ id: z.string() })),
  '@odata.nextLink': z.string().optional(),
});

type Ids = z.infer<typeof idsSchema>;

/** [S1] Entra's people through Microsoft Graph v1.0. Short throttling is waited for inside (`reader.ts`). */
export const makeDirectory = (reader: Reader): Directory => ({
  readPeople: (ctx, link) => peoplePages(reader, ctx, link),

  membersOf: async (ctx, groupId) => {
    const ids = new Set<string>();
    const group = encodeURIComponent(groupId);
    let path: string | undefined =
      `/groups/${group}/transitiveMembers/microsoft.graph.user?$select=id&$top=999`;
    while (path !== undefined) {
      const page: Result<Ids, ReadFailure> = await reader.get<Ids>(ctx, path, idsSchema, needed.groups);
      if (!page.ok) return err(page.error.type === 'link-expired' ? graphUnavailable : page.error);
      for (const { id } of page.value.value) ids.add(id);
      const next: string | undefined = page.value['@odata.nextLink'];
      path = next === undefined ? undefined : linkPath(next, reader.origin);
      // Members left out would be taken for members removed.
      if (next !== undefined && path === undefined) return err(graphUnavailable);
    }
    return ok([...ids]);
  },

  photosOf: async (ctx, keys) => {
    const urls = keys.map((key) => `/users/${encodeURIComponent(key)}/photos/120x120/$value`);
    if (urls.length === 0) return ok(new Map());
    const answers = await reader.getEach(ctx, urls, needed.people);
    if (!answers.ok) return answers;
    return ok(new Map(keys.map((key, index) => [key, photoOf(answers.value[index]?.body)])));
  },

  probe: async (ctx) => {
    const read = await reader.get(ctx, '/users?$select=id&$top=1', idsSchema, needed.people);
    return read.ok ? ok(undefined) : err(orUnavailable(read.error));
  },
});
