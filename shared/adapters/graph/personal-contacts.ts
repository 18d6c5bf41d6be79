import * as z from 'zod';
import { maxOperationsPerMailbox } from '../../imports/mailboxes.ts';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok } from '../../kernel/result.ts';
import type { Sleep } from '../../kernel/sleep.ts';
import { contactIdOf } from '../../sources/contact-key.ts';
import type { ReaderFailure, SourceReader } from '../../sources/source-reader.ts';
import type { WithSignIn } from '../../sources/source-readers.ts';
import type { SettingsOf } from '../../sources/source-settings.ts';
import type { AppTokens } from '../entra/token-client.ts';
import type { Graph } from './client.ts';
import { refusalOfMailbox, userPath } from './contact-place.ts';
import { needed } from './permissions.ts';
import { personalContactPages } from './personal-contact-pages.ts';
import { photoOf } from './photo.ts';
import { makeReader, orUnavailable } from './reader.ts';

export interface PersonalContactsDeps {
  /** Graph as one user: every call carries a token of his. */
  readonly graphFor: (tokens: AppTokens) => Graph;
  readonly sleep: Sleep;
  readonly clock: Clock;
}

type Settings = SettingsOf<'office-365'> & WithSignIn;

const how = { refusalOf: refusalOfMailbox };
const anySchema = z.object({ value: z.array(z.unknown()) });
const signInRequired: ReaderFailure = { type: 'source-refused', reason: 'sign-in-required' };

/**
 * [S4] The personal contacts of a user, through Microsoft Graph v1.0 with tokens of his sign-in. His mailbox is named by his
 * id, not by `/me`: a token that got mixed up is refused.
 */
export const makePersonalContacts = (deps: PersonalContactsDeps): Required<SourceReader<Settings>> => {
  const open = ({ userId, accessToken }: Settings) => {
    if (userId === undefined || accessToken === undefined) {
      throw new Error('personal contacts: a source without its user’s session');
    }
    let refused: ReaderFailure | undefined;
    const tokens: AppTokens = {
      token: async (_ctx, askedFor) => {
        const token = await accessToken(askedFor);
        if (token.ok) return ok({ accessToken: token.value, permissions: [] });
        const { error } = token;
        if (error.type !== 'source-refused') return err(error);
        refused = error;
        return err({ type: 'consent-required', missingPermissions: [] });
      },
    };
    const reader = makeReader({ ...deps, graph: deps.graphFor(tokens) });
    /** What Graph refuses a user's token for, only his new sign-in ends. */
    const failureOf = <Failure extends { readonly type: string }>(error: Failure) =>
      error.type === 'consent-required' ? (refused ?? signInRequired) : error;
    return { reader, userId, failureOf };
  };

  return {
    readPeople: async function* (ctx, settings, link) {
      const { reader, userId, failureOf } = open(settings);
      for await (const page of personalContactPages(reader, ctx, userId, link)) {
        yield page.ok ? page : err(failureOf(page.error));
      }
    },

    /** Graph scales no contact's photo. Four at a time, as Outlook works on one mailbox. */
    photosOf: async (ctx, settings, keys) => {
      const { reader, userId, failureOf } = open(settings);
      const photos = new Map<string, Uint8Array | null>(keys.map((key) => [key, null]));
      const contacts = keys.flatMap((key) => {
        const id = contactIdOf(key);
        return id === undefined ? [] : [{ key, id }];
      });
      for (let at = 0; at < contacts.length; at += maxOperationsPerMailbox) {
        const some = contacts.slice(at, at + maxOperationsPerMailbox);
        const urls = some.map(
          ({ id }) => `${userPath({ userId })}/contacts/${encodeURIComponent(id)}/photo/$value`,
        );
        const answers = await reader.getEach(ctx, urls, needed.mailboxes, how);
        if (!answers.ok) return err(failureOf(answers.error));
        for (const [index, { key }] of some.entries()) photos.set(key, photoOf(answers.value[index]?.body));
      }
      return ok(photos);
    },

    probe: async (ctx, settings) => {
      const { reader, userId, failureOf } = open(settings);
      const path = `${userPath({ userId })}/contacts?$select=id&$top=1`;
      const read = await reader.get(ctx, path, anySchema, needed.mailboxes, how);
      return read.ok ? ok(undefined) : err(failureOf(orUnavailable(read.error)));
    },
  };
};
