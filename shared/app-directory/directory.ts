import type { Contact } from '../contacts/contact.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Shelf } from './app-access.ts';

/** A person of a source as the app sees him; the id stays while the source knows the person. */
export interface DirectoryEntry {
  readonly id: string;
  readonly shelfId: string;
  readonly contact: Contact;
}

/** Something that happened on a shelf; without a contact the person is gone. */
export interface DirectoryChange {
  readonly id: string;
  /** Rises with every change of the shelf. */
  readonly seq: number;
  readonly contact?: Contact;
}

/**
 * [S9] The people of sources as the app asks for them: by change, by id, by number. Derived from the sources and never
 * ahead of them; sealed at rest. Writers of one shelf exclude each other: the later one throws, and has to begin anew.
 */
export interface AppDirectory {
  /** What the shelf was last wholly built from; undefined: never. */
  builtFrom(ctx: TenantContext, shelfId: string): Promise<string | undefined>;
  /**
   * Brings a shelf to these people, a page at a time; what is alike stays untouched. Deaths in between leave some of the
   * changes done and the rest to the next. Reports of people who went are kept until `goneBefore` (epoch ms).
   */
  build(
    ctx: TenantContext,
    shelf: Pick<Shelf, 'shelfId' | 'sourceId' | 'audience'>,
    from: { readonly version: string; readonly now: number; readonly goneBefore: number },
    pages: AsyncIterable<readonly Contact[]>,
  ): Promise<{ readonly changed: number; readonly removed: number }>;
  /** Everything of a shelf, for good; repeating it is fine. */
  remove(ctx: TenantContext, shelfId: string): Promise<void>;
  /** What happened after `after`, of each person the last only; 0: everyone. One operation a page. */
  changes(
    ctx: TenantContext,
    shelfId: string,
    after: number,
    limit: number,
  ): Promise<{ readonly items: readonly DirectoryChange[]; readonly more: boolean }>;
  find(
    ctx: TenantContext,
    shelf: Pick<Shelf, 'shelfId' | 'sourceId'>,
    id: string,
  ): Promise<DirectoryEntry | undefined>;
  /**
   * Of all shelves but those of other users, without photo, address and office; one operation. Of more than `most` the
   * rest is left out.
   */
  byNumber(
    ctx: TenantContext,
    userId: string,
    e164: string,
    most: number,
  ): Promise<readonly DirectoryEntry[]>;
}
