import { isIP } from 'node:net';
import type { HeaderReader } from './exchange.ts';

/**
 * The network address of the caller: the last entry of `X-Forwarded-For`, which the platform's front end appends as
 * `address:port` (everything before it is the caller's own word). Undefined where there is no front end.
 */
export const callerAddress = (headers: HeaderReader): string | undefined => {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  if (isIP(last) !== 0) return last;
  const bare = /^\[(.+)\]:\d+$/.exec(last)?.[1] ?? /^([\d.]+):\d+$/.exec(last)?.[1] ?? '';
  return isIP(bare) === 0 ? undefined : bare;
};
