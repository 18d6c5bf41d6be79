/** Application permissions of Microsoft Graph that everything Switchboard does takes together [T2]. */
export const requiredPermissions = ['User.Read.All', 'GroupMember.Read.All', 'Contacts.ReadWrite'] as const;

export const missingPermissions = (
  granted: readonly string[],
  needed: readonly string[] = requiredPermissions,
): readonly string[] => needed.filter((permission) => !granted.includes(permission));
