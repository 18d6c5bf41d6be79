import type { DirectoryStore } from '../directory/directory-store.ts';
import { GraphError, itemNotFound } from '../graph-error.ts';
import { idsOf, type MailboxIds } from './ids.ts';
import type { Folder, MailboxStore, StoredContact } from './mailbox-store.ts';

/** A mailbox found for a request, with what its routes need to look things up. */
export interface OpenMailbox {
  readonly num: number;
  readonly userId: string;
  readonly deltaEpoch: number;
  readonly isClosedToApps: boolean;
  readonly ids: MailboxIds;
  /** By id or by the well-known name `contacts`. @throws GraphError 404 */
  folder(id: string): Folder;
  defaultFolder(): Folder;
  /** In whichever folder, or in the given one only. @throws GraphError 404 */
  contact(id: string, folder: Folder | null): StoredContact;
}

/** Finds a user's mailbox. @throws GraphError 404 ErrorInvalidUser or MailboxNotEnabledForRESTAPI */
export const makeOpenMailbox =
  (directory: DirectoryStore, store: MailboxStore) =>
  (tenantId: string, idOrUpn: string): OpenMailbox => {
    const user = directory.user(tenantId, idOrUpn);
    if (!user) throw new GraphError(404, 'ErrorInvalidUser', `The requested user '${idOrUpn}' is invalid.`);
    const mailbox = store.mailbox(tenantId, user.id);
    if (!mailbox) {
      const message = 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.';
      throw new GraphError(404, 'MailboxNotEnabledForRESTAPI', message);
    }
    const ids = idsOf(tenantId, user.id);

    function defaultFolder(): Folder {
      const folder = store.folders(mailbox?.num ?? 0).find(({ isDefault }) => isDefault);
      if (!folder) throw new Error('A mailbox has lost its default folder.');
      return folder;
    }

    return {
      num: mailbox.num,
      userId: user.id,
      deltaEpoch: mailbox.deltaEpoch,
      isClosedToApps: store.isClosed(tenantId, user.id),
      ids,
      defaultFolder,
      folder(id) {
        if (id.toLowerCase() === 'contacts') return defaultFolder();
        const decoded = ids.decode(id);
        if (!decoded) throw new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
        const folder = store
          .folders(mailbox.num)
          .find(({ num }) => decoded.kind === 'folder' && num === decoded.num);
        if (!folder) throw itemNotFound();
        return folder;
      },
      contact(id, folder) {
        const decoded = ids.decode(id);
        if (!decoded) throw new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
        const contact = decoded.kind === 'folder' ? null : store.contact(mailbox.num, decoded.num);
        const isMoved = decoded.kind === 'contact' && contact?.moves !== decoded.moves;
        if (!contact || isMoved || (folder && contact.folder !== folder.num)) throw itemNotFound();
        return contact;
      },
    };
  };
