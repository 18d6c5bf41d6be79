import { GraphError } from './graph-error.ts';
import type { OpenMailbox } from './mailbox/open-mailbox.ts';
import type { GraphCaller } from './message.ts';

/** Permissions any one of which opens a route. */
export const permissions = {
  organization: ['User.Read', 'Organization.Read.All', 'Directory.Read.All'],
  me: ['User.Read', 'User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All'],
  users: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  userPhotos: ['User.Read.All', 'User.ReadWrite.All', 'ProfilePhoto.Read.All'],
  groups: [
    'GroupMember.Read.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  orgContacts: ['OrgContact.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  readContacts: ['Contacts.Read', 'Contacts.ReadWrite'],
  writeContacts: ['Contacts.ReadWrite'],
  readSettings: ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
  writeSettings: ['MailboxSettings.ReadWrite'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type PermissionSet = keyof typeof permissions;

const isGranted = (caller: GraphCaller, set: PermissionSet): boolean =>
  permissions[set].some((name) => caller.permissions.includes(name));

/** `owner` is the user whose data is meant, if it is one's own. @throws GraphError 403 */
export function mustBeAllowedInDirectory(caller: GraphCaller, set: PermissionSet, isOwn: boolean): void {
  if (isGranted(caller, set) || (isOwn && isGranted(caller, 'me'))) return;
  throw new GraphError(
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  );
}

/** A delegated token reaches its user's own mailbox only, an application's none that is closed to it. @throws GraphError 403 */
export function mustBeAllowedInMailbox(
  caller: GraphCaller,
  set: PermissionSet,
  mailbox: Pick<OpenMailbox, 'userId' | 'isClosedToApps'>,
): void {
  const isForeign =
    caller.oid === undefined ? mailbox.isClosedToApps : caller.oid.toLowerCase() !== mailbox.userId;
  if (!isForeign && isGranted(caller, set)) return;
  throw new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
}
