import * as z from 'zod';
import { contactsEditSchema } from '../../sources/contacts-edit.ts';
import { emptyTally } from '../../sources/contacts-tally.ts';
import type { ContactsHead } from '../../sources/source.ts';

/** The head row: what readers are told, and where the contacts lie. */
export const headSchema = z.strictObject({
  link: z.string().optional(),
  fullReadAt: z.string(),
  tally: z.strictObject({
    count: z.number().int(),
    withoutNumber: z.number().int(),
    unusableNumbers: z.number().int(),
    version: z.string(),
  }),
  photosDue: z.number().int(),
  photosOrphaned: z.boolean(),
  /** Names the rows that count; absent before the first full read has ended. */
  generation: z.string().optional(),
  bits: z.number().int(),
  edit: contactsEditSchema.optional(),
  /** The generation that is being written: makes every older writer's ETag a past one. */
  writing: z.string().optional(),
});
export type StoredHead = z.infer<typeof headSchema>;

/** A head with the ETag under which it may be followed by the next; no ETag before the first. */
export interface HeldHead {
  readonly head: StoredHead;
  readonly etag: string | undefined;
}

export const noHead: HeldHead = {
  head: { fullReadAt: '', tally: emptyTally, photosDue: 0, photosOrphaned: false, bits: 0 },
  etag: undefined,
};

export const toContactsHead = (head: StoredHead): ContactsHead => ({
  ...head.tally,
  ...(head.link === undefined ? {} : { link: head.link }),
  fullReadAt: head.fullReadAt,
  photosDue: head.photosDue,
  photosOrphaned: head.photosOrphaned,
  ...(head.edit === undefined ? {} : { edit: head.edit }),
});
