import { isIpv6 } from './ip-address.ts';

/**
 * What stands for a caller's connection: an IPv4 address, or the first 64 bits of an IPv6 address, as whoever has one of
 * those has all of the 2^64 below. Anything else is taken as it is.
 */
export const networkOf = (address: string): string => {
  if (!isIpv6(address)) return address;
  // The URL parser writes all groups in hexadecimal, without leading zeros, an IPv4 part too.
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const groups = [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
  const mapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  return mapped ? dotted(groups.slice(6)) : `${groups.slice(0, 4).join(':')}::/64`;
};

const dotted = (groups: readonly string[]): string =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 255])
    .join('.');
