import * as z from 'zod';
import type { Contact } from '../contacts/contact.ts';
import type { EntityStore } from '../kernel/commit.ts';
import type { SourceId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Transitions } from '../kernel/transitions.ts';
import { appAudienceSchema } from './app-audience.ts';
import type { ContactsEdit } from './contacts-edit.ts';
import { sourceRefusals } from './source-reader.ts';
import { settingsSchemas } from './source-settings.ts';

export const sourceStates = ['new', 'refreshing', 'ready', 'failed'] as const;

export const sourceTransitions: Transitions<SourceState> = {
  what: 'source',
  moves: [
    { from: 'new', to: 'refreshing' },
    { from: 'ready', to: 'refreshing' },
    { from: 'failed', to: 'refreshing' },
    { from: 'refreshing', to: 'ready' },
    { from: 'refreshing', to: 'failed' },
  ],
};

/** What every source has. */
export const sourceFields = {
  id: z.string() as unknown as z.ZodType<SourceId>,
  /** Anzeigename; the kind's name where the administrator gave none. */
  displayName: z.string(),
  filter: z.enum(['all', 'only-with-number']),
  includeDisabled: z.boolean(),
  includeHidden: z.boolean(),
  includePhotos: z.boolean(),
  /** [S9] Absent: nobody. Personal contacts have none, their own user sees them. */
  appAudience: appAudienceSchema.optional(),
  /** Counts the passwords that it had; the last one rests in the vault under this number. */
  passwordVersion: z.int().optional(),
  /** The number of one that somebody has begun to write, so that nobody else writes under it. */
  passwordBegun: z.int().optional(),
  /** [S4] When the user signed in whose contacts are read; his tokens rest where a password would. */
  signedInAt: z.string().optional(),
  state: z.enum(sourceStates),
  createdAt: z.string(),
  /** While refreshing: when a worker that died may be taken over. */
  leaseUntil: z.string().optional(),
  lastRefresh: z
    .strictObject({
      finishedAt: z.string(),
      kind: z.enum(['full', 'delta']),
      contacts: z.number().int(),
      withoutNumber: z.number().int(),
      unusableNumbers: z.number().int(),
      changed: z.number().int(),
      removed: z.number().int(),
    })
    .optional(),
  /** [S10] Of a list kept by hand: the last edit that `lastRefresh` and the audit trail tell of. */
  lastEdit: z.string().optional(),
  lastError: z
    .strictObject({
      at: z.string(),
      reason: z.enum([
        'consent-required',
        'access-blocked',
        'throttled',
        'unavailable',
        'tenant-unknown',
        ...sourceRefusals,
      ]),
      /** Code of the refusing service, e.g. AADSTS53003. */
      code: z.string().optional(),
    })
    .optional(),
};

/** [S0] A place that contacts are read from, with the settings of its kind. */
export const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...sourceFields, kind: z.literal('entra-id'), settings: settingsSchemas['entra-id'] }),
  z.strictObject({
    ...sourceFields,
    kind: z.literal('active-directory'),
    settings: settingsSchemas['active-directory'],
  }),
  z.strictObject({
    ...sourceFields,
    kind: z.literal('dynamics-365'),
    settings: settingsSchemas['dynamics-365'],
  }),
  z.strictObject({ ...sourceFields, kind: z.literal('office-365'), settings: settingsSchemas['office-365'] }),
  z.strictObject({
    ...sourceFields,
    kind: z.literal('exchange-online'),
    settings: settingsSchemas['exchange-online'],
  }),
  z.strictObject({
    ...sourceFields,
    kind: z.literal('company-list'),
    settings: settingsSchemas['company-list'],
  }),
  z.strictObject({
    ...sourceFields,
    kind: z.literal('shared-mailbox'),
    settings: settingsSchemas['shared-mailbox'],
  }),
]);

export type SourceState = (typeof sourceStates)[number];
export type Source = z.infer<typeof sourceSchema>;
export type SourceStore = EntityStore<Source>;

/** Where a source's last read ended, and counts over all of its contacts. */
export interface ContactsHead {
  /** Start of the next delta; absent where the next read has to be full. */
  readonly link?: string;
  readonly count: number;
  /** People whom no caller can be recognised by. */
  readonly withoutNumber: number;
  /** Numbers of which nothing diallable can be made. */
  readonly unusableNumbers: number;
  /** Made of the contacts: changes with every change of them, the same contacts give the same version. */
  readonly version: string;
  readonly fullReadAt: string;
  /** People whose photo was not asked for since they were read or changed. */
  readonly photosDue: number;
  /** A photo may have lost its last owner. */
  readonly photosOrphaned: boolean;
  /** Who wrote last, where that was by hand. */
  readonly edit?: ContactsEdit;
}

/** A write and what it changed, in people. */
export interface ContactsWritten {
  readonly head: ContactsHead;
  readonly changed: number;
  readonly removed: number;
}

export interface Photo {
  /** SHA-256 of the bytes, lower-case hex. */
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/**
 * The contacts of a source at rest: packed, compressed and sealed; readers see the last finished read. Writes of two
 * workers at once exclude each other: the later one throws.
 */
export interface SourceContacts {
  head(ctx: TenantContext, sourceId: SourceId): Promise<ContactsHead | undefined>;
  /** In pages, in no particular order. */
  all(ctx: TenantContext, sourceId: SourceId): AsyncIterable<readonly Contact[]>;
  /**
   * One part of them, counted from 0; none beyond the last. Another `read` than before: everyone was read anew meanwhile,
   * and parts of the two do not go together.
   */
  part(
    ctx: TenantContext,
    sourceId: SourceId,
    number: number,
  ): Promise<{ readonly read: string; readonly contacts: readonly Contact[] } | undefined>;
  /**
   * Becomes visible as a whole once `pages` has ended and the head was written; until then the former read stays. Of a
   * key that comes twice the later contact counts. With `keepPhotos` a person keeps the photo that was known; all are due.
   */
  replaceAll(
    ctx: TenantContext,
    sourceId: SourceId,
    pages: AsyncIterable<readonly Contact[]>,
    /** Asked when `pages` has ended. */
    end: () => Pick<ContactsHead, 'link' | 'fullReadAt'>,
    options: { readonly keepPhotos: boolean },
  ): Promise<ContactsWritten>;
  /**
   * Applying the same changes again changes nothing: a crash before the new link is kept repeats them. Changed people
   * keep their photo and are due. Needs a finished full read; may leave the link out of the head to ask for a full one.
   */
  applyChanges(
    ctx: TenantContext,
    sourceId: SourceId,
    changes: {
      readonly changed: readonly Contact[];
      readonly removed: readonly string[];
      readonly link: string;
    },
  ): Promise<ContactsWritten>;
  /**
   * [S10] Makes the contacts those given, at once and as a whole, if they are still what was read as `seen`; `overtaken`
   * where they were edited since, and perhaps where this very edit has come through: its id in the head tells.
   */
  rewrite(
    ctx: TenantContext,
    sourceId: SourceId,
    seen: ContactsHead | undefined,
    contacts: readonly Contact[],
    edit: ContactsEdit,
  ): Promise<ContactsHead | 'overtaken'>;
  /** Keys of the people whose photo is due, in groups. */
  photosDue(ctx: TenantContext, sourceId: SourceId): AsyncIterable<readonly string[]>;
  /** Keeps each photo once and gives it to its person; null takes it away. They are no longer due. */
  setPhotos(ctx: TenantContext, sourceId: SourceId, photos: ReadonlyMap<string, Photo | null>): Promise<void>;
  photo(ctx: TenantContext, sourceId: SourceId, hash: string): Promise<Uint8Array | undefined>;
  /** Removes the photos that nobody has any more. */
  sweepPhotos(ctx: TenantContext, sourceId: SourceId): Promise<void>;
  /**
   * [T5] Every contact as `revised` gives it back: the same, changed, or undefined for gone; with the photos that nobody has
   * then, and whatever a read that has not ended has left. Such a read under way throws at its end. Answers how many changed.
   */
  revise(
    ctx: TenantContext,
    sourceId: SourceId,
    revised: (contact: Contact) => Contact | undefined,
  ): Promise<number>;
  /** Everything of the source; repeating it is fine. */
  remove(ctx: TenantContext, sourceId: SourceId): Promise<void>;
}
