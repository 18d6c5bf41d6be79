import type { CategoryColour } from './category-colour.ts';
import type { People } from './mailbox-owner.ts';
import type { Tag } from './mailboxes.ts';
import type { MatchContacts } from './match-contacts.ts';
import type { Decoration, Desired } from './plan-mailbox.ts';

/** What every mailbox of an import shall hold; made once for all of them, but for the owner of each [I11]. */
export interface MailboxTarget {
  /** `remove`: take away what the import made, and its folder if nothing of the user's is in it [I9]. */
  readonly mode: 'fill' | 'remove';
  readonly desired: ReadonlyMap<Tag, Desired>;
  /** Own folder of this name, or the mailbox's default folder [I8]. */
  readonly folder: { readonly kind: 'own'; readonly displayName: string } | { readonly kind: 'default' };
  /** [T5] Of erased people: they go without asking. */
  readonly confirmed?: ReadonlySet<Tag>;
  readonly category: string;
  /** [H5] The category gets this colour once in each mailbox; absent: whatever it has. */
  readonly categoryColour?: CategoryColour;
  /** Hash of the text between the marks of the note, '' for none [I10]. */
  readonly note: string;
  /** `former`: categories of ours that contacts may still bear; they give way to the present one. */
  decorate(former: readonly string[]): Decoration;
  /** Equal to the manifest's `written`: cards and photos are as they should be. */
  readonly version: string;
  /** Among whom the owner of a mailbox may be. */
  readonly people?: People;
  /** The mailbox owner's own contacts, left out of `desired`; absent where nobody has looked. */
  readonly owner?: readonly Tag[];
  /** Once in each mailbox: makes contacts ours that are there already, instead of creating second ones. */
  readonly adopts?: MatchContacts;
  readonly tagPrefix: string;
  /** Bytes of a photo by its full hash as given in `Desired.photo`; undefined where they are lost. */
  photo(hash: string): Promise<Uint8Array | undefined>;
}
