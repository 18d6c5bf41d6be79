import { notImplemented } from '../graph-error.ts';
import type { StoredUser } from './directory-store.ts';
import { defaultUserProperties, userProperties } from './user-properties.ts';

/**
 * The names to answer, in the spelling of the type; null asks for the default ones.
 * @throws GraphError 501 for a property the emulator does not keep.
 */
export function selectedUserProperties(select: readonly string[] | null): readonly string[] {
  if (select === null) return defaultUserProperties;
  return select.map((asked) => {
    const name = Object.keys(userProperties).find((known) => known.toLowerCase() === asked.toLowerCase());
    if (name === undefined) throw notImplemented(`the property '${asked}' of microsoft.graph.user`);
    return name;
  });
}

/** The user with exactly the named properties; Graph answers unset ones as null. */
export const userView = (user: StoredUser, names: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(names.map((name) => [name, user.properties[name] ?? null]));
