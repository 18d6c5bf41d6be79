import type { Clock } from '../../../shared/kernel/clock.ts';
import type { ChangeLog } from './directory/directory-changes.ts';
import type { DirectoryStore } from './directory/directory-store.ts';
import { makeGetByIds } from './directory/get-by-ids.ts';
import { makeGroupMembers } from './directory/group-members.ts';
import { makeGroupRoutes } from './directory/groups.ts';
import { makeOrgContactDelta } from './directory/org-contact-delta.ts';
import type { OrgContactLog } from './directory/org-contact-log.ts';
import { makeOrgContactRoutes } from './directory/org-contacts.ts';
import { makeOrganizationRoute } from './directory/organization.ts';
import { makeUserDelta } from './directory/user-delta.ts';
import { makeUserPhoto } from './directory/user-photo.ts';
import { makeUserRoutes } from './directory/users.ts';
import { makeCategoryRoutes } from './mailbox/categories.ts';
import type { CategoryStore } from './mailbox/category-store.ts';
import { makeContactDelta } from './mailbox/contact-delta.ts';
import { makeContactPhoto } from './mailbox/contact-photo.ts';
import { makeContactRoutes } from './mailbox/contacts.ts';
import { makeFolderRoutes } from './mailbox/folders.ts';
import type { MailboxStore, StoredContact } from './mailbox/mailbox-store.ts';
import type { OpenMailbox } from './mailbox/open-mailbox.ts';
import type { GraphRequest, GraphResponse } from './message.ts';
import type { PermissionSet } from './permissions.ts';
import type { Counting } from './traffic/counters.ts';

/** A route's path has `{name}` for what varies; static parts match without regard to case and before variable ones. */
export interface DirectoryRoute {
  readonly area: 'directory';
  readonly method: string;
  readonly path: string;
  readonly permission: PermissionSet;
  /** Resource units, before what `$select`, `$top` and `$expand` change. */
  readonly units: number;
  handle(request: GraphRequest, parameter: (name: string) => string): GraphResponse;
}

export interface MailboxRoute {
  readonly area: 'mailbox';
  readonly method: string;
  readonly path: string;
  readonly permission: PermissionSet;
  handle(request: GraphRequest, mailbox: OpenMailbox, parameter: (name: string) => string): GraphResponse;
}

export type Route = DirectoryRoute | MailboxRoute;

export interface RouteParts {
  readonly directory: DirectoryStore;
  readonly changes: ChangeLog;
  readonly orgContactLog: OrgContactLog;
  readonly mailboxes: MailboxStore;
  readonly categories: CategoryStore;
  readonly clock: Clock;
  readonly counting: Counting;
  readonly directoryTokenMs: number;
  readonly contactTokenMs: number;
}

/** Everything the emulator answers; what is not here is 501. */
export const makeRoutes = (parts: RouteParts): readonly Route[] => [
  ...directoryRoutes(parts),
  ...mailboxRoutes(parts),
];

function directoryRoutes({
  directory,
  changes,
  orgContactLog,
  clock,
  directoryTokenMs,
}: RouteParts): readonly DirectoryRoute[] {
  const users = makeUserRoutes(directory);
  const delta = makeUserDelta(directory, changes, clock, directoryTokenMs);
  const photo = makeUserPhoto(directory);
  const groups = makeGroupRoutes(directory);
  const members = makeGroupMembers(directory);
  const organization = makeOrganizationRoute(directory);
  const orgContacts = makeOrgContactRoutes(directory);
  const orgContactDelta = makeOrgContactDelta(directory, orgContactLog, clock, directoryTokenMs);
  const get = (
    path: string,
    permission: PermissionSet,
    units: number,
    handle: DirectoryRoute['handle'],
  ): DirectoryRoute => ({
    area: 'directory',
    method: 'GET',
    path,
    permission,
    units,
    handle,
  });
  return [
    get('organization', 'organization', 1, (request) => organization(request, null)),
    get('organization/{id}', 'organization', 1, (request, p) => organization(request, p('id'))),
    get('users', 'users', 2, (request) => users.list(request)),
    get('users/delta', 'users', 2, (request) => delta(request)),
    get('users/{user}', 'users', 1, (request, p) => users.get(request, p('user'))),
    get('users/{user}/manager', 'users', 1, (request, p) => users.manager(request, p('user'))),
    get('users/{user}/photo', 'userPhotos', 1, (request, p) => photo.metadata(request, p('user'))),
    get('users/{user}/photo/$value', 'userPhotos', 1, (request, p) => photo.value(request, p('user'), null)),
    get('users/{user}/photos/{size}/$value', 'userPhotos', 1, (request, p) =>
      photo.value(request, p('user'), p('size')),
    ),
    get('groups', 'groups', 2, (request) => groups.list(request)),
    get('groups/{group}', 'groups', 1, (request, p) => groups.get(request, p('group'))),
    get('groups/{group}/members', 'groups', 3, (request, p) => members(request, p('group'), false, null)),
    get('groups/{group}/members/{cast}', 'groups', 3, (request, p) =>
      members(request, p('group'), false, p('cast')),
    ),
    get('groups/{group}/transitiveMembers', 'groups', 5, (request, p) =>
      members(request, p('group'), true, null),
    ),
    get('groups/{group}/transitiveMembers/{cast}', 'groups', 5, (request, p) =>
      members(request, p('group'), true, p('cast')),
    ),
    { ...get('directoryObjects/getByIds', 'users', 1, makeGetByIds(directory)), method: 'POST' },
    get('contacts', 'orgContacts', 2, (request) => orgContacts.list(request)),
    get('contacts/delta', 'orgContacts', 2, (request) => orgContactDelta(request)),
    get('contacts/{contact}', 'orgContacts', 1, (request, p) => orgContacts.get(request, p('contact'))),
  ];
}

function mailboxRoutes({
  mailboxes,
  categories,
  clock,
  counting,
  contactTokenMs,
}: RouteParts): readonly MailboxRoute[] {
  const folders = makeFolderRoutes(mailboxes, counting);
  const contacts = makeContactRoutes(mailboxes, clock, counting);
  const delta = makeContactDelta(mailboxes, clock, contactTokenMs);
  const photo = makeContactPhoto(mailboxes, clock, counting);
  const route = (method: string, path: string, handle: MailboxRoute['handle']): MailboxRoute => ({
    area: 'mailbox',
    method,
    path: `users/{user}/${path}`,
    permission: method === 'GET' ? 'readContacts' : 'writeContacts',
    handle,
  });
  const lists = makeCategoryRoutes(categories);
  const setting = (method: string, path: string, handle: MailboxRoute['handle']): MailboxRoute => ({
    ...route(method, `outlook/masterCategories${path}`, handle),
    permission: method === 'GET' ? 'readSettings' : 'writeSettings',
  });
  const own: readonly MailboxRoute[] = [
    route('GET', 'contactFolders', (request, mailbox) => folders.list(request, mailbox, null)),
    route('POST', 'contactFolders', (request, mailbox) => folders.create(request, mailbox, null)),
    route('GET', 'contactFolders/{folder}/childFolders', (request, mailbox, p) =>
      folders.list(request, mailbox, p('folder')),
    ),
    route('POST', 'contactFolders/{folder}/childFolders', (request, mailbox, p) =>
      folders.create(request, mailbox, p('folder')),
    ),
    route('GET', 'contactFolders/{folder}', (request, mailbox, p) =>
      folders.get(request, mailbox, p('folder')),
    ),
    route('PATCH', 'contactFolders/{folder}', (request, mailbox, p) =>
      folders.rename(request, mailbox, p('folder')),
    ),
    route('DELETE', 'contactFolders/{folder}', (_, mailbox, p) => folders.remove(mailbox, p('folder'))),
    route('GET', 'contacts', (request, mailbox) => contacts.list(request, mailbox, mailbox.defaultFolder())),
    route('POST', 'contacts', (request, mailbox) =>
      contacts.create(request, mailbox, mailbox.defaultFolder()),
    ),
    route('GET', 'contacts/delta', (request, mailbox) => delta(request, mailbox, mailbox.defaultFolder())),
    route('GET', 'contactFolders/{folder}/contacts', (request, mailbox, p) =>
      contacts.list(request, mailbox, mailbox.folder(p('folder'))),
    ),
    route('POST', 'contactFolders/{folder}/contacts', (request, mailbox, p) =>
      contacts.create(request, mailbox, mailbox.folder(p('folder'))),
    ),
    route('GET', 'contactFolders/{folder}/contacts/delta', (request, mailbox, p) =>
      delta(request, mailbox, mailbox.folder(p('folder'))),
    ),
  ];

  type OnContact = (request: GraphRequest, mailbox: OpenMailbox, contact: StoredContact) => GraphResponse;
  /** A single contact is reached directly, in whichever folder, and through its folder. */
  const single = (method: string, suffix: string, handle: OnContact): readonly MailboxRoute[] => [
    route(method, `contacts/{contact}${suffix}`, (request, mailbox, p) =>
      handle(request, mailbox, mailbox.contact(p('contact'), null)),
    ),
    route(method, `contactFolders/{folder}/contacts/{contact}${suffix}`, (request, mailbox, p) =>
      handle(request, mailbox, mailbox.contact(p('contact'), mailbox.folder(p('folder')))),
    ),
  ];
  return [
    ...own,
    setting('GET', '', (request, mailbox) => lists.list(request, mailbox)),
    setting('POST', '', (request, mailbox) => lists.create(request, mailbox)),
    setting('GET', '/{category}', (_, mailbox, p) => lists.get(mailbox, p('category'))),
    setting('PATCH', '/{category}', (request, mailbox, p) => lists.change(request, mailbox, p('category'))),
    setting('DELETE', '/{category}', (_, mailbox, p) => lists.remove(mailbox, p('category'))),
    ...single('GET', '', (request, mailbox, contact) => contacts.get(request, mailbox, contact)),
    ...single('PATCH', '', (request, mailbox, contact) => contacts.change(request, mailbox, contact)),
    ...single('DELETE', '', (request, _, contact) => contacts.remove(request, contact)),
    ...single('GET', '/photo', (_, __, contact) => photo.metadata(contact)),
    ...single('GET', '/photo/$value', (_, __, contact) => photo.value(contact)),
    ...single('PUT', '/photo/$value', (request, _, contact) => photo.put(request, contact)),
    ...single('DELETE', '/photo/$value', (_, __, contact) => photo.remove(contact)),
  ];
}
