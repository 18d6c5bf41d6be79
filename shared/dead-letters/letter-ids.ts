import type { DeadLetter } from '../kernel/dead-letters.ts';
import { isGuid, type TenantId, tenantId } from '../kernel/ids.ts';

/** Hex digits in groups, or several such joined by `~`: what all ids of ours look like. */
const id = /^[0-9a-f]{6,}([-~][0-9a-f]{2,})*$/i;
const state = /^[a-z][a-z-]{0,30}$/;
const words: readonly string[] = ['mode', 'layout'];

/**
 * Of a body only what is an id, a number or one of a few states: a dead letter may be malformed, and then hold anything.
 */
export const idsIn = ({ body }: DeadLetter): Readonly<Record<string, string | number>> => {
  const found: Record<string, string | number> = {};
  if (typeof body !== 'object' || body === null) return found;
  for (const [name, value] of Object.entries(body)) {
    if (!/^[a-z][a-zA-Z]{0,30}$/.test(name)) continue;
    const isId = typeof value === 'string' && name.endsWith('Id') && id.test(value);
    const isWord = typeof value === 'string' && words.includes(name) && (state.test(value) || id.test(value));
    const isNumber = typeof value === 'number' && ['number', 'attempt'].includes(name);
    if (isId || isWord || isNumber) found[name] = value;
  }
  return found;
};

/** Whose message it was; undefined where it does not say. */
export const tenantOf = ({ body }: DeadLetter): TenantId | undefined => {
  const named: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, 'tenantId') : undefined;
  return typeof named === 'string' && isGuid(named) ? tenantId(named) : undefined;
};

/** What a message id of ours looks like; any other is not shown. */
export const messageIdOf = ({ messageId }: DeadLetter): string | undefined =>
  /^[\w.:~-]{1,128}$/.test(messageId) && /\d/.test(messageId) ? messageId : undefined;
