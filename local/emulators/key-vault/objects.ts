/** Secrets and keys live alike: named, versioned, deleted softly. */
export type ObjectKind = 'secret' | 'key';

/** As on the wire; times in unix seconds. */
export interface Attributes {
  readonly enabled: boolean;
  readonly nbf?: number;
  readonly exp?: number;
}

export interface ObjectVersion<Content> {
  readonly name: string;
  readonly version: string;
  readonly content: Content;
  readonly attributes: Attributes;
  readonly tags: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly created: number;
  readonly updated: number;
}

export interface DeletedObject<Content> extends ObjectVersion<Content> {
  /** Unix seconds. */
  readonly deletedDate: number;
  readonly scheduledPurgeDate: number;
}

export type NewVersion<Content> = Pick<ObjectVersion<Content>, 'content' | 'attributes' | 'tags'>;

/** Days that a deleted object can be recovered; then the vault purges it. */
export const recoverableDays = 90;
export interface Objects<Content> {
  exists(name: string): boolean;
  /** Adds a version, which becomes the latest. Throws Conflict while the name is deleted but recoverable. */
  add(name: string, version: NewVersion<Content>): ObjectVersion<Content>;
  /** A version, the latest when none is given. Throws SecretNotFound or KeyNotFound. */
  get(name: string, version?: string): ObjectVersion<Content>;
  update(
    name: string,
    version: string | undefined,
    change: Partial<NewVersion<Content>>,
  ): ObjectVersion<Content>;
  /** The latest version of each, by name. */
  list(): readonly ObjectVersion<Content>[];
  versions(name: string): readonly ObjectVersion<Content>[];
  remove(name: string): DeletedObject<Content>;
  deleted(name: string): DeletedObject<Content>;
  listDeleted(): readonly DeletedObject<Content>[];
  recover(name: string): ObjectVersion<Content>;
  /** Erases every version for good. */
  purge(name: string): void;
}
