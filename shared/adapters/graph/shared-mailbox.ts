import * as z from 'zod';
import { maxOperationsPerMailbox } from '../../imports/mailboxes.ts';
import { err, ok } from '../../kernel/result.ts';
import { contactIdOf } from '../../sources/contact-key.ts';
import type { SourceReader } from '../../sources/source-reader.ts';
import type { SettingsOf } from '../../sources/source-settings.ts';
import { contactsPath, folderOf, mailboxOf, refusalOfMailbox, userPath } from './contact-place.ts';
import { needed } from './permissions.ts';
import { photoOf } from './photo.ts';
import { orUnavailable, type Reader } from './reader.ts';
import { sharedContactPages } from './shared-contact-pages.ts';

const anySchema = z.object({ value: z.array(z.unknown()) });
const how = { refusalOf: refusalOfMailbox };

/** [S11] The contacts of a shared mailbox, or of one of its folders, through Microsoft Graph v1.0. */
export const makeSharedMailbox = (reader: Reader): Required<SourceReader<SettingsOf<'shared-mailbox'>>> => ({
  readPeople: (ctx, settings, link) => sharedContactPages(reader, ctx, settings, link),

  /** Graph scales no contact's photo. Four at a time, as Outlook works on one mailbox. */
  photosOf: async (ctx, settings, keys) => {
    const photos = new Map<string, Uint8Array | null>(keys.map((key) => [key, null]));
    const user = await mailboxOf(reader, ctx, settings);
    if (!user.ok) return user;
    const contacts = keys.flatMap((key) => {
      const id = contactIdOf(key);
      return id === undefined ? [] : [{ key, id }];
    });
    for (let at = 0; at < contacts.length; at += maxOperationsPerMailbox) {
      const some = contacts.slice(at, at + maxOperationsPerMailbox);
      const urls = some.map(
        ({ id }) => `${userPath(user.value)}/contacts/${encodeURIComponent(id)}/photo/$value`,
      );
      const answers = await reader.getEach(ctx, urls, needed.mailboxes, how);
      if (!answers.ok) return answers;
      for (const [index, { key }] of some.entries()) photos.set(key, photoOf(answers.value[index]?.body));
    }
    return ok(photos);
  },

  probe: async (ctx, settings) => {
    const user = await mailboxOf(reader, ctx, settings);
    const place = user.ok ? await folderOf(reader, ctx, user.value, settings.folder) : user;
    if (!place.ok) return place;
    const path = `${contactsPath(place.value)}?$select=id&$top=1`;
    const read = await reader.get(ctx, path, anySchema, needed.mailboxes, how);
    return read.ok ? ok(undefined) : err(orUnavailable(read.error));
  },
});
