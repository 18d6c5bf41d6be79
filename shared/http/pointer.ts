/** An RFC 6901 JSON pointer: `['selection', 'groups', 0]` → `/selection/groups/0`. */
export const jsonPointer = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
