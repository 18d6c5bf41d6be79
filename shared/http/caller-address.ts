import type { HeaderReader } from './exchange.ts';
import { isIpv4, isIpv6 } from './ip-address.ts';

/**
 * The network address of the caller: the last entry of `X-Forwarded-For`, which the platform's front end appends as
 * `address:port` (everything before it is the caller's own word). Undefined where there is no front end.
 */
export const callerAddress = (headers: HeaderReader): string | undefined => {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  if (isAddress(last)) return last;
  const bare = /^\[(.+)\]:\d+$/.exec(last)?.[1] ?? /^([\d.]+):\d+$/.exec(last)?.[1] ?? '';
  return isAddress(bare) ? bare : undefined;
};

const isAddress = (text: string): boolean => isIpv4(text) || isIpv6(text);
