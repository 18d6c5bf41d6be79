import * as z from 'zod';
import type { DirectoryPerson } from '../../sources/directory.ts';
import { removedSchema } from './delta-pages.ts';
import { type GraphUser, personOf, userSchema } from './person.ts';

export const mailUserEntrySchema = z.object({
  ...userSchema.shape,
  '@removed': removedSchema.optional(),
});

/** In lower case; undefined where there is no address. */
const mailDomain = ({ mail }: Pick<GraphUser, 'mail'>): string | undefined => {
  const at = mail?.lastIndexOf('@') ?? -1;
  return mail && at >= 0 ? mail.slice(at + 1).toLowerCase() : undefined;
};

/**
 * [S5] Whether a user is a mail user: one with an account here and his mail elsewhere. Graph v1.0 does not tell Exchange's
 * types of recipients, and licences do not either (a shared mailbox has none, a user of Visio has one for Exchange). But no
 * mailbox of the company's has its address in a domain that the company has not proved to be its own. A mail user with an
 * address in one of these, as mailboxes on premises have it, is a colleague, whom the source for Entra ID reads.
 */
export const isMailUser = (user: Pick<GraphUser, 'mail'>, ownDomains: readonly string[]): boolean => {
  const domain = mailDomain(user);
  return domain !== undefined && !ownDomains.some((own) => domain === own || domain.endsWith(`.${own}`));
};

export const personOfMailUser = (user: GraphUser): DirectoryPerson => ({
  ...personOf(user, undefined),
  entraId: user.id,
});
