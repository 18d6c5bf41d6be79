import * as z from 'zod';
import { maxOperationsPerMailbox } from '../../imports/mailboxes.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { SourceRefused } from '../../sources/source-reader.ts';
import { type GraphFailure, graphUnavailable } from './graph-failure.ts';
import { linkPath } from './link.ts';
import { needed } from './permissions.ts';
import type { HowToRead, Reader, ReadFailure } from './reader.ts';
import { expandTag, tagPropertyId } from './tag-property.ts';

/** Up to here contacts are asked for one by one; beyond, the folder is listed. */
const mostSingly = 20;
const listPageSize = 500;

const contactSchema = z.object({
  id: z.string(),
  changeKey: z.string(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string() })).nullish(),
});
const listSchema = z.object({ value: z.array(contactSchema), '@odata.nextLink': z.string().optional() });

type Version = Pick<z.infer<typeof contactSchema>, 'id' | 'changeKey'>;
export type Origin = 'own' | 'ours' | 'gone';
type Failure = GraphFailure | SourceRefused;

/** A property's GUID comes back in any case. */
const isOurs = ({ singleValueExtendedProperties }: z.infer<typeof contactSchema>): boolean =>
  (singleValueExtendedProperties ?? []).some(({ id }) => id.toLowerCase() === tagPropertyId.toLowerCase());

const query = `$select=id,changeKey&$expand=${encodeURIComponent(expandTag)}`;

/**
 * Tells contacts that an import of ours keeps from the mailbox's own, which a delta does not: it leaves out extended
 * properties. What is asked once is known for that version of a contact; one that was written since is asked for again.
 * `folder` and `contacts` are paths below `/v1.0`: the folder's contacts, and where any contact of the mailbox is found.
 */
export const makeOriginOf = (
  reader: Reader,
  ctx: TenantContext,
  paths: { readonly folder: string; readonly contacts: string },
  how: HowToRead<SourceRefused>,
) => {
  const known = new Map<string, { readonly changeKey: string; readonly origin: Origin }>();
  let isListed = false;
  const note = (contact: z.infer<typeof contactSchema>): void => {
    known.set(contact.id, { changeKey: contact.changeKey, origin: isOurs(contact) ? 'ours' : 'own' });
  };
  const unknownOf = (versions: readonly Version[]) =>
    versions.filter(({ id, changeKey }) => known.get(id)?.changeKey !== changeKey);

  const list = async (): Promise<Result<void, Failure>> => {
    let path: string | undefined = `${paths.folder}?${query}&$top=${listPageSize}`;
    while (path !== undefined) {
      const page: Result<z.infer<typeof listSchema>, ReadFailure | SourceRefused> = await reader.get(
        ctx,
        path,
        listSchema,
        needed.mailboxes,
        how,
      );
      if (!page.ok) {
        const { error } = page;
        // What could not be listed is asked for singly; a folder that has gone ends the reading of its changes.
        if (error.type === 'not-found' || error.type === 'link-expired') return ok(undefined);
        return err(error);
      }
      for (const contact of page.value.value) note(contact);
      path = linkPath(page.value['@odata.nextLink'] ?? '', reader.origin);
    }
    return ok(undefined);
  };

  const askFor = async (versions: readonly Version[]): Promise<Result<void, Failure>> => {
    for (let at = 0; at < versions.length; at += maxOperationsPerMailbox) {
      const some = versions.slice(at, at + maxOperationsPerMailbox);
      const urls = some.map(({ id }) => `${paths.contacts}/${encodeURIComponent(id)}?${query}`);
      const answers = await reader.getEach(ctx, urls, needed.mailboxes, how);
      if (!answers.ok) return answers;
      for (const [index, { id, changeKey }] of some.entries()) {
        const body = answers.value[index]?.body;
        if (body === undefined) {
          known.set(id, { changeKey, origin: 'gone' });
          continue;
        }
        const contact = contactSchema.safeParse(body);
        if (!contact.success) return err(graphUnavailable);
        // It may have been written again meanwhile: the delta will tell of that.
        note({ ...contact.data, id, changeKey });
      }
    }
    return ok(undefined);
  };

  /** Of each id; what is gone meanwhile will be told as removed. */
  return async (versions: readonly Version[]): Promise<Result<(id: string) => Origin, Failure>> => {
    if (!isListed && unknownOf(versions).length > mostSingly) {
      const listed = await list();
      if (!listed.ok) return listed;
      isListed = true;
    }
    const asked = await askFor(unknownOf(versions));
    if (!asked.ok) return asked;
    return ok((id) => known.get(id)?.origin ?? 'gone');
  };
};
