import type { DatabaseSync } from 'node:sqlite';
import { type Clock, toIso } from '../../../../shared/kernel/clock.ts';
import { inTransaction } from '../../loopback/state-file.ts';
import type { DirectoryAdmin } from '../directory/directory-admin.ts';
import type { DirectoryStore } from '../directory/directory-store.ts';
import type { OrgContactAdmin } from '../directory/org-contact-admin.ts';
import { resourceNotFound } from '../graph-error.ts';
import { defaultFolderName } from '../load-companies.ts';
import type { CategoryStore } from '../mailbox/category-store.ts';
import { contactAfter } from '../mailbox/contact-after.ts';
import { contactInput } from '../mailbox/contact-input.ts';
import { emptyContact } from '../mailbox/contact-properties.ts';
import { wholeContact } from '../mailbox/contact-view.ts';
import { mergedExtended } from '../mailbox/extended-properties.ts';
import type { MailboxStore } from '../mailbox/mailbox-store.ts';
import type { OpenMailbox } from '../mailbox/open-mailbox.ts';
import type { Counting } from '../traffic/counters.ts';
import type { Faults } from '../traffic/faults.ts';
import type { GraphAdmin } from './graph-admin.ts';

export interface AdminParts {
  readonly database: DatabaseSync;
  readonly directory: DirectoryStore;
  readonly directoryAdmin: DirectoryAdmin;
  readonly orgContactAdmin: OrgContactAdmin;
  readonly mailboxes: MailboxStore;
  readonly categories: CategoryStore;
  readonly openMailbox: (tenantId: string, idOrUpn: string) => OpenMailbox;
  readonly faults: Faults;
  readonly counting: Counting;
  readonly clock: Clock;
}

export function makeGraphAdmin(parts: AdminParts): GraphAdmin {
  const {
    database,
    directory,
    directoryAdmin,
    orgContactAdmin,
    mailboxes,
    categories,
    openMailbox,
    faults,
    counting,
    clock,
  } = parts;
  const userIn = (tenantId: string, userId: string) => {
    const user = directory.user(tenantId, userId);
    if (!user) throw resourceNotFound(userId);
    return user;
  };
  const addMailbox = (tenantId: string, userId: string): void => {
    const language = directory.organization(tenantId)?.preferredLanguage ?? 'en';
    mailboxes.addMailbox(tenantId, userIn(tenantId, userId).id, defaultFolderName(language));
  };

  return {
    readCategories: (tenantId, userId) => categories.list(openMailbox(tenantId, userId).num),
    createUser: (tenantId, user) =>
      inTransaction(database, () => {
        directoryAdmin.createUser(tenantId, user, toIso(clock.now()));
        if (user.hasMailbox) addMailbox(tenantId, user.id);
      }),
    changeUser: (tenantId, userId, changes) =>
      inTransaction(database, () => directoryAdmin.changeUser(tenantId, userId, changes)),
    deleteUser: (tenantId, userId) =>
      inTransaction(database, () => {
        const mailbox = mailboxes.mailbox(tenantId, userIn(tenantId, userId).id);
        if (mailbox) mailboxes.removeMailbox(mailbox.num);
        directoryAdmin.deleteUser(tenantId, userId);
      }),
    changeGroupMembers: (tenantId, groupId, { add = [], remove = [] }) =>
      inTransaction(database, () => directoryAdmin.changeMembers(tenantId, groupId, add, remove)),
    createOrgContact: (tenantId, contact) =>
      inTransaction(database, () => orgContactAdmin.create(tenantId, contact)),
    changeOrgContact: (tenantId, contactId, changes) =>
      inTransaction(database, () => orgContactAdmin.change(tenantId, contactId, changes)),
    deleteOrgContact: (tenantId, contactId) =>
      inTransaction(database, () => orgContactAdmin.remove(tenantId, contactId)),
    addMailbox,
    closeMailbox: (tenantId, userId, isClosed) =>
      mailboxes.setClosed(tenantId, userIn(tenantId, userId).id, isClosed),
    removeMailbox: (tenantId, userId) =>
      inTransaction(database, () => mailboxes.removeMailbox(openMailbox(tenantId, userId).num)),

    readMailbox(tenantId, userId) {
      const mailbox = openMailbox(tenantId, userId);
      return mailboxes.folders(mailbox.num).map((folder) => ({
        id: mailbox.ids.encode({ kind: 'folder', num: folder.num }),
        displayName: folder.name,
        isDefault: folder.isDefault,
        contacts: mailboxes.contacts(folder.num).map((contact) => ({
          ...wholeContact(mailbox, contact, false),
          immutableId: mailbox.ids.encode({ kind: 'immutable', num: contact.num }),
          hasPhoto: contact.photoType !== null,
        })),
      }));
    },
    addContact(tenantId, userId, contact, folderId = 'contacts') {
      const mailbox = openMailbox(tenantId, userId);
      const { fields, extended } = contactInput(contact);
      const named = contactAfter(emptyContact, fields);
      const { num, moves } = mailboxes.addContact(
        mailbox.folder(folderId),
        named,
        mergedExtended([], extended),
        clock.now(),
      );
      return mailbox.ids.encode({ kind: 'contact', num, moves });
    },
    editContact(tenantId, userId, contactId, changes) {
      const contact = openMailbox(tenantId, userId).contact(contactId, null);
      const { fields, extended } = contactInput(changes);
      const after = contactAfter(contact.fields, fields);
      mailboxes.updateContact(contact.num, after, mergedExtended(contact.extended, extended), clock.now());
    },
    deleteContact(tenantId, userId, contactId) {
      mailboxes.removeContact(openMailbox(tenantId, userId).contact(contactId, null));
    },
    moveContact(tenantId, userId, contactId, folderId) {
      const mailbox = openMailbox(tenantId, userId);
      const contact = mailbox.contact(contactId, null);
      mailboxes.moveContact(contact, mailbox.folder(folderId).num);
      return mailbox.ids.encode({ kind: 'contact', num: contact.num, moves: contact.moves + 1 });
    },
    addFolder(tenantId, userId, displayName, parentId) {
      const mailbox = openMailbox(tenantId, userId);
      const { num } =
        parentId === undefined
          ? mailboxes.addFolder(mailbox.num, displayName)
          : mailboxes.addChildFolder(mailbox.num, displayName, mailbox.folder(parentId).num);
      return mailbox.ids.encode({ kind: 'folder', num });
    },
    renameFolder(tenantId, userId, folderId, displayName) {
      mailboxes.renameFolder(openMailbox(tenantId, userId).folder(folderId).num, displayName);
    },
    deleteFolder(tenantId, userId, folderId) {
      mailboxes.deleteFolder(openMailbox(tenantId, userId).folder(folderId).num);
    },
    expireDeltaTokens(tenantId, userId) {
      if (userId === undefined) directoryAdmin.expireDeltaTokens(tenantId);
      mailboxes.expireDeltaTokens(tenantId, userId === undefined ? null : userIn(tenantId, userId).id);
    },

    addFault: (rule) => faults.add(rule),
    clearFaults: (id) => faults.clear(id),
    faults: () => faults.list(),
    concurrencyByMailbox: () => counting.concurrencyByMailbox(),
  };
}
