import * as z from 'zod';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { SourceRefused } from '../../sources/source-reader.ts';
import type { SettingsOf } from '../../sources/source-settings.ts';
import { errorCode, type GraphAnswer } from './answer.ts';
import { type GraphFailure, graphUnavailable } from './graph-failure.ts';
import { linkPath } from './link.ts';
import { mailboxRefusalOf } from './mailbox-refusals.ts';
import { needed } from './permissions.ts';
import { orUnavailable, type Reader, type ReadFailure } from './reader.ts';

type Failure = GraphFailure | SourceRefused;

/** A folder of contacts; `folderId` is '' for the mailbox's own one. */
export interface ContactPlace {
  readonly userId: string;
  readonly folderId: string;
}

const notThere: SourceRefused = { type: 'source-refused', reason: 'not-there' };

/**
 * What an answer says of this one mailbox. Exchange may keep an application out of some mailboxes (RBAC for Applications), so
 * a refusal of one is not the company's.
 */
export const refusalOfMailbox = (answer: GraphAnswer): SourceRefused | undefined => {
  const code = errorCode(answer);
  switch (mailboxRefusalOf(answer)) {
    case 'user-not-found':
    case 'no-mailbox':
      return { ...notThere, ...(code === '' ? {} : { code }) };
    case 'access-denied':
      return { type: 'source-refused', reason: 'no-right-to-read', ...(code === '' ? {} : { code }) };
    default:
      return undefined;
  }
};

export const userPath = ({ userId }: Pick<ContactPlace, 'userId'>): string =>
  `/users/${encodeURIComponent(userId)}`;

/** The contacts of the place, below `/v1.0`. */
export const contactsPath = (place: ContactPlace): string =>
  place.folderId === ''
    ? `${userPath(place)}/contacts`
    : `${userPath(place)}/contactFolders/${encodeURIComponent(place.folderId)}/contacts`;

const idsSchema = z.object({ value: z.array(z.object({ id: z.string() })) });
const foldersSchema = z.object({
  value: z.array(z.object({ id: z.string(), displayName: z.string() })),
  '@odata.nextLink': z.string().optional(),
});
type Folders = z.infer<typeof foldersSchema>;

/**
 * By its address, which need not be what its account signs in with, and which no URL may name: so it is asked for in the body
 * of a $batch.
 */
export const mailboxOf = async (
  reader: Reader,
  ctx: TenantContext,
  { mailbox }: SettingsOf<'shared-mailbox'>,
): Promise<Result<Pick<ContactPlace, 'userId'>, Failure>> => {
  const address = `'${mailbox.replaceAll("'", "''")}'`;
  const filter = encodeURIComponent(`mail eq ${address} or userPrincipalName eq ${address}`);
  const path = `/users?$filter=${filter}&$select=id&$top=2`;
  const answers = await reader.getEach(ctx, [path], needed.people);
  if (!answers.ok) return answers;
  const found = idsSchema.safeParse(answers.value[0]?.body);
  if (!found.success) return err(graphUnavailable);
  const [user, another] = found.data.value;
  // Two accounts can bear one address only while Exchange is at odds with Entra.
  return user === undefined || another !== undefined ? err(notThere) : ok({ userId: user.id });
};

/** Names are compared as Exchange does when it refuses a second folder of a name. */
export const folderOf = async (
  reader: Reader,
  ctx: TenantContext,
  user: Pick<ContactPlace, 'userId'>,
  folder: string | undefined,
): Promise<Result<ContactPlace, Failure>> => {
  if (folder === undefined) return ok({ ...user, folderId: '' });
  const wanted = folder.toLowerCase();
  let path: string | undefined = `${userPath(user)}/contactFolders?$select=id,displayName&$top=100`;
  while (path !== undefined) {
    const page: Result<Folders, ReadFailure | SourceRefused> = await reader.get(
      ctx,
      path,
      foldersSchema,
      needed.mailboxes,
      { refusalOf: refusalOfMailbox },
    );
    if (!page.ok) return err(orUnavailable(page.error));
    const found = page.value.value.find(({ displayName }) => displayName.toLowerCase() === wanted);
    if (found !== undefined) return ok({ ...user, folderId: found.id });
    path = linkPath(page.value['@odata.nextLink'] ?? '', reader.origin);
  }
  return err(notThere);
};
