import type { CategoryPainter } from './category-painter.ts';
import type { FolderFinder } from './folder-finder.ts';
import type { MailboxFailure, MailboxResult } from './mailbox-result.ts';
import type { Observer } from './observer.ts';
import type { Writer } from './writer.ts';

/** Where a session is, with what belongs to that stage only. */
export type Stage =
  | { readonly kind: 'finding-folder'; readonly finder: FolderFinder }
  | { readonly kind: 'reading'; readonly reader: Observer }
  /** Without a reader: the folder was just made, and is empty. */
  | { readonly kind: 'planning'; readonly reader?: Observer }
  | { readonly kind: 'marking'; readonly next: Stage }
  | { readonly kind: 'writing'; readonly writer: Writer }
  /** `otherwise`: where Graph does not delete the folder, its contacts go one by one. */
  | { readonly kind: 'removing-folder'; readonly folderId: string; readonly otherwise: () => Stage }
  /** The contacts are done; whatever comes of this does not change that. */
  | { readonly kind: 'colouring'; readonly painter: CategoryPainter }
  | { readonly kind: 'done' }
  | {
      readonly kind: 'failed';
      readonly reason: MailboxFailure;
      readonly heldBack?: MailboxResult['heldBack'];
    }
  /** Graph wants to be left alone for longer than a worker should wait. */
  | { readonly kind: 'postponed'; readonly reason: MailboxFailure };
