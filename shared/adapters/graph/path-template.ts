/** What Graph's own paths are made of. Whatever else stands in one is an id, a name or a key. */
const words: ReadonlySet<string> = new Set([
  '$batch',
  '$value',
  'appRoleAssignments',
  'contactFolders',
  'contacts',
  'delta',
  'groups',
  'members',
  'microsoft.graph.group',
  'microsoft.graph.user',
  'oauth2PermissionGrants',
  'organization',
  'photo',
  'photos',
  'servicePrincipals',
  'subscribedSkus',
  'transitiveMembers',
  'users',
]);

/** `/users/{id}/contacts` of `/users/4c1…/contacts?$select=…`: says which request it was without saying about whom. */
export const pathTemplate = (path: string): string =>
  path
    .replace(/[?#].*$/s, '')
    .split('/')
    .map((part) => (part === '' || words.has(part) ? part : '{id}'))
    .join('/');
