import { type IpAddress, type IpNetwork, isWithin, parseNetwork } from '../../kernel/ip-network.ts';

const networks = (...texts: readonly string[]): readonly IpNetwork[] =>
  texts.flatMap((text) => parseNetwork(text) ?? []);

/** Never called, whatever the operator allows: nobody's directory is there, but secrets of clouds are. */
const never = networks(
  '0.0.0.0/8',
  '169.254.0.0/16', // link-local, with the metadata of Azure, AWS and Google
  '168.63.129.16', // Azure's host, from every virtual machine
  '100.100.100.200', // metadata of Alibaba
  '192.0.0.192', // metadata of Oracle
  '224.0.0.0/3', // multicast, reserved, broadcast
  '::',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::/32', // metadata of AWS
  'fd20:ce::254', // metadata of Google
  'fd00:c1::a9fe:a9fe', // metadata of Oracle
);

/** Not of the open internet (IANA's special-purpose registries): only where the operator's networks reach. */
const inner = networks(
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '::1',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23', // Teredo and other protocols
  '2001:db8::/32',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fec0::/10',
);

/** IPv6 that carries an IPv4 address, and how far from the right it lies: it leads where that one leads. */
const carriers: readonly (readonly [IpNetwork, number])[] = [
  ...networks('::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b::/96').map((network) => [network, 0] as const),
  ...networks('2002::/16').map((network) => [network, 80] as const),
];
const compatible = networks('::/96');

const carried = (address: IpAddress): IpAddress | undefined => {
  const shift = carriers.find(([network]) => isWithin(address, network))?.[1];
  // `::` and `::1` are addresses of their own.
  const isOld = address.value > 1n && compatible.some((network) => isWithin(address, network));
  if (shift === undefined && !isOld) return undefined;
  return { bits: 32, value: (address.value >> BigInt(shift ?? 0)) & 0xffffffffn };
};

/**
 * [S2] Whether a server that a customer named may be called at this address. The open internet may; private networks and
 * this machine only within `allowed`, what the operator's networks reach; link-local and metadata addresses never.
 */
export const isAllowedAddress = (address: IpAddress, allowed: readonly IpNetwork[]): boolean => {
  const target = carried(address) ?? address;
  const isIn = (list: readonly IpNetwork[]) => list.some((network) => isWithin(target, network));
  return !isIn(never) && (!isIn(inner) || isIn(allowed));
};
