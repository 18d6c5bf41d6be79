import * as z from 'zod';
import type { MailboxOwners } from '../../imports/mailbox-owner.ts';
import type { MailboxId } from '../../kernel/ids.ts';
import { err, ok } from '../../kernel/result.ts';
import { graphUnavailable } from './graph-failure.ts';
import { needed } from './permissions.ts';
import type { Reader } from './reader.ts';

const usersSchema = z.object({
  value: z.array(
    z.object({ id: z.string(), mail: z.string().nullish(), userPrincipalName: z.string().nullish() }),
  ),
});

/** The most values that `in` takes in a filter of users. */
const perRequest = 15;
const perCall = 20;

const pathOf = (ids: readonly MailboxId[]): string => {
  const list = ids.map((id) => `'${id.replaceAll("'", "''")}'`).join(',');
  const filter = encodeURIComponent(`id in (${list})`);
  return `/users?$filter=${filter}&$select=id,mail,userPrincipalName&$top=${perRequest}`;
};

/** [I11] Fifteen users a request, 300 a call. */
export const makeMailboxOwners = (reader: Pick<Reader, 'getEach'>): MailboxOwners => ({
  addressesOf: async (ctx, mailboxes) => {
    const found = new Map<MailboxId, readonly string[]>();
    const byId = new Map(mailboxes.map((id) => [id.toLowerCase(), id]));
    const paths: string[] = [];
    for (let at = 0; at < mailboxes.length; at += perRequest) {
      paths.push(pathOf(mailboxes.slice(at, at + perRequest)));
    }
    for (let at = 0; at < paths.length; at += perCall) {
      const answers = await reader.getEach(ctx, paths.slice(at, at + perCall), needed.people);
      if (!answers.ok) return answers;
      for (const answer of answers.value) {
        const page = usersSchema.safeParse(answer?.body);
        // Somebody who is passed over would be given a contact of himself.
        if (!page.success) return err(graphUnavailable);
        for (const { id, mail, userPrincipalName } of page.data.value) {
          const mailbox = byId.get(id.toLowerCase());
          const addresses = [mail, userPrincipalName].flatMap((each) => (each ? [each.toLowerCase()] : []));
          if (mailbox !== undefined) found.set(mailbox, [...new Set(addresses)]);
        }
      }
    }
    return ok(found);
  },
});
