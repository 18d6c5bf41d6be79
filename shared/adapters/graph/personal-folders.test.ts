import { expect, it } from 'vitest';
import { tenantId } from '../../kernel/ids.ts';
import { ok } from '../../kernel/result.ts';
import { systemContext } from '../../kernel/tenant-context.ts';
import type { GraphAnswer } from './answer.ts';
import { movedContacts } from './personal-folders.ts';
import type { Reader } from './reader.ts';
import { tagPropertyId } from './tag-property.ts';

const ctx = systemContext(tenantId('0e0c0000-0000-4000-8000-000000000001'), 'c');

/** A mailbox in which each contact, by its id, lies where it is said; without a folder it is not to be found. */
const mailbox = (places: Readonly<Record<string, object>>): Reader => ({
  origin: 'https://graph.microsoft.com',
  get: () => Promise.reject(new Error('nothing is listed')),
  getEach: async (_ctx, urls) =>
    ok(
      urls.map((url): GraphAnswer | undefined => {
        const id = /\/contacts\/([^?]+)/.exec(url)?.[1] ?? '';
        const place = places[id];
        return place && { status: 200, headers: new Map(), body: { id, displayName: id, ...place } };
      }),
    ),
});

it('[S4] a contact that left its folder is kept where it lies in another one of these, and else is gone', async () => {
  const reader = mailbox({
    moved: { parentFolderId: 'friends' },
    binned: { parentFolderId: 'deleted-items' },
    ours: {
      parentFolderId: 'friends',
      singleValueExtendedProperties: [{ id: tagPropertyId, value: 'ab' }],
    },
  });
  const keys = ['moved', 'binned', 'ours', 'destroyed'];
  const found = await movedContacts(reader, ctx, 'me', keys, new Set(['friends', 'contacts']));
  expect(found.ok && [...found.value.keys()]).toEqual(['moved']);
});
