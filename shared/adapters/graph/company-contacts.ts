import * as z from 'zod';
import { err, ok } from '../../kernel/result.ts';
import type { SourceReader } from '../../sources/source-reader.ts';
import type { SettingsOf } from '../../sources/source-settings.ts';
import { companyContactPages, ownDomains } from './company-contact-pages.ts';
import { needed } from './permissions.ts';
import { orUnavailable, type Reader } from './reader.ts';

const anySchema = z.object({ value: z.array(z.object({ id: z.string() })) });

/** [S5] The company's contacts and mail users in Exchange Online, through Microsoft Graph v1.0; there are no photos of them. */
export const makeCompanyContacts = (reader: Reader): SourceReader<SettingsOf<'exchange-online'>> => ({
  readPeople: (ctx, _none, link) => companyContactPages(reader, ctx, link),

  /** With the domains, without which nobody could be told to be a mail user. */
  probe: async (ctx) => {
    const read = await reader.get(ctx, '/contacts?$select=id&$top=1', anySchema, needed.companyContacts);
    if (!read.ok) return err(orUnavailable(read.error));
    const domains = await ownDomains(reader, ctx);
    return domains.ok ? ok(undefined) : domains;
  },
});
