import type { Tag } from './mailboxes.ts';

/** What was carried out in a mailbox. Contacts, each once; `photos` counts photos. */
export interface WritesDone {
  readonly created: ReadonlySet<Tag>;
  readonly adopted: ReadonlySet<Tag>;
  readonly updated: ReadonlySet<Tag>;
  /** Contacts of which a delta will tell. */
  readonly touched: ReadonlySet<Tag>;
  readonly deleted: number;
  /** Adopted ones that are the user's own again. */
  readonly released: number;
  readonly photos: number;
  /** Contacts that Graph would not delete or give back. */
  readonly undeleted: number;
  /** Graph's codes for what it refused. */
  readonly refusals: ReadonlySet<string>;
}

export const countWrites = () => {
  const created = new Set<Tag>();
  const adopted = new Set<Tag>();
  const updated = new Set<Tag>();
  const touched = new Set<Tag>();
  const refusals = new Set<string>();
  let deleted = 0;
  let released = 0;
  let photos = 0;
  let undeleted = 0;
  return {
    get done(): WritesDone {
      return { created, adopted, updated, touched, deleted, released, photos, undeleted, refusals };
    },
    created: (tag: Tag) => {
      created.add(tag);
      touched.add(tag);
    },
    adopted: (tag: Tag) => {
      adopted.add(tag);
      touched.add(tag);
    },
    updated: (tag: Tag) => {
      if (!created.has(tag) && !adopted.has(tag)) updated.add(tag);
      touched.add(tag);
    },
    deleted: (tag: Tag) => {
      deleted++;
      touched.add(tag);
    },
    released: (tag: Tag) => {
      released++;
      touched.add(tag);
    },
    photo: (tag: Tag) => {
      photos++;
      touched.add(tag);
    },
    refused: (code: string, isDelete: boolean) => {
      refusals.add(code);
      if (isDelete) undeleted++;
    },
  };
};
