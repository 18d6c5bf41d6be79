/** An IP address as a number of its family. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** All addresses of a family whose first `prefix` bits are those of `value`. */
export interface IpNetwork extends IpAddress {
  readonly prefix: number;
}

/**
 * Whatever resolvers take for an address, as that address: dotted, decimal, octal and hexadecimal, shortened (`127.1`),
 * IPv6 with or without brackets or zone. By the parser of URLs, which reads them as `inet_aton` does. Undefined for names.
 */
export const parseAddress = (text: string): IpAddress | undefined => {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  if (bare.includes(':')) return parseV6(bare);
  if (!/^[0-9a-fx.]+$/i.test(bare)) return undefined;
  const host = URL.parse(`http://${bare}/`)?.hostname ?? '';
  if (!/^\d+(\.\d+){3}$/.test(host)) return undefined;
  return { bits: 32, value: joined(host.split('.').map(Number), 8) };
};

const parseV6 = (text: string): IpAddress | undefined => {
  if (!/^[0-9a-f:.]+$/i.test(text)) return undefined;
  const host = URL.parse(`http://[${text}]/`)?.hostname;
  if (host === undefined) return undefined;
  // The parser has written all groups in hexadecimal, a dotted part too, and the longest run of zeros as `::`.
  const [head = [], tail = []] = host
    .slice(1, -1)
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))));
  const zeros = Array<number>(8 - head.length - tail.length).fill(0);
  return { bits: 128, value: joined([...head, ...zeros, ...tail], 16) };
};

const joined = (parts: readonly number[], width: number): bigint =>
  parts.reduce((all, part) => (all << BigInt(width)) | BigInt(part), 0n);

/** CIDR, e.g. `10.1.0.0/16`, `fd00::/8`, or a single address. Bits after the prefix are ignored. */
export const parseNetwork = (text: string): IpNetwork | undefined => {
  const [, address = '', length] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const parsed = parseAddress(address);
  if (parsed === undefined) return undefined;
  const prefix = length === undefined ? parsed.bits : Number(length);
  return prefix > parsed.bits ? undefined : { ...parsed, prefix };
};

export const isWithin = (address: IpAddress, network: IpNetwork): boolean => {
  if (address.bits !== network.bits) return false;
  const rest = BigInt(network.bits - network.prefix);
  return address.value >> rest === network.value >> rest;
};

/** As sockets take it. */
export const formatAddress = ({ bits, value }: IpAddress): string => {
  const width = bits === 32 ? 8 : 16;
  const parts = Array.from({ length: bits / width }, (_, index) =>
    Number((value >> BigInt(bits - width * (index + 1))) & ((1n << BigInt(width)) - 1n)),
  );
  return bits === 32 ? parts.join('.') : parts.map((part) => part.toString(16)).join(':');
};
