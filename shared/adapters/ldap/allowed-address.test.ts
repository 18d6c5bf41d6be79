import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAddress,
  type IpNetwork,
  isWithin,
  parseAddress,
  parseNetwork,
} from '../../kernel/ip-network.ts';
import { isAllowedAddress } from './allowed-address.ts';

const networks = (...texts: readonly string[]): readonly IpNetwork[] =>
  texts.map((text) => parseNetwork(text)).filter((network) => network !== undefined);
const everything = networks('0.0.0.0/0', '::/0');
const isAllowed = (text: string, allowed: readonly IpNetwork[] = []): boolean => {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return isAllowedAddress(address, allowed);
};

describe('[S2] an address of a server that a customer named', () => {
  it.each(['8.8.8.8', '93.184.216.34', '172.32.0.1', '2a00:1450:4001:82a::200e', '64:ff9b::808:808'])(
    '%s is of the open internet',
    (text) => expect(isAllowed(text)).toBe(true),
  );

  it.each([
    '169.254.169.254',
    '169.254.0.1',
    '168.63.129.16',
    '100.100.100.200',
    '0.0.0.0',
    '0.1.2.3',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'fd00:ec2::254',
    'fd20:ce::254',
    '::ffff:169.254.169.254',
    '::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    '2852039166', // 169.254.169.254
    '0xa9fea9fe',
    '0xa9.0xfe.43518',
    '0251.0376.0251.0376',
    '169.254.43518',
  ])('%s is refused even where all networks are allowed', (text) => {
    expect(isAllowed(text, everything)).toBe(false);
  });

  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '198.18.0.1',
    '::ffff:10.0.0.1',
    '2002:a00:1::1',
    'fd12:3456::1',
    'fec0::1',
    '2001::1',
  ])('%s is called only where the operator’s networks reach', (text) => {
    expect(isAllowed(text)).toBe(false);
    expect(isAllowed(text, everything)).toBe(true);
  });

  it('is within an allowed network, not beside it', () => {
    const allowed = networks('10.20.0.0/16', 'fd12::/32');
    expect(
      ['10.20.255.1', '::ffff:10.20.0.1', 'fd12:0:ffff::1'].map((text) => isAllowed(text, allowed)),
    ).toEqual([true, true, true]);
    expect(['10.21.0.1', '127.0.0.1', 'fd13::1', '::1'].some((text) => isAllowed(text, allowed))).toBe(false);
  });
});

describe('[S2] however an address is written', () => {
  const value = fc.integer({ min: 0, max: 0xffff_ffff });
  const bytesOf = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
  const octal = (number: number) => `0${number.toString(8)}`;
  const hex = (number: number) => `0x${number.toString(16)}`;

  it('is judged alike', () => {
    fc.assert(
      fc.property(value, (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = bytesOf(address);
        const judged = isAllowed(bytesOf(address).join('.'));
        const spellings = [
          String(address),
          hex(address),
          octal(address),
          bytesOf(address).map(hex).join('.'),
          bytesOf(address).map(octal).join('.'),
          `${a}.${b}.${c * 256 + d}`,
          `${a}.${(b * 256 + c) * 256 + d}`,
          `::ffff:${bytesOf(address).join('.')}`,
          `[::ffff:${(address >>> 16).toString(16)}:${(address & 0xffff).toString(16)}]`,
          `64:ff9b::${bytesOf(address).join('.')}`,
          `2002:${(address >>> 16).toString(16)}:${(address & 0xffff).toString(16)}::5`,
        ];
        for (const spelling of spellings) expect(isAllowed(spelling), spelling).toBe(judged);
      }),
    );
  });

  it('is written for a socket so that it stays the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseAddress(text);
        expect(address).toBeDefined();
        if (address !== undefined) expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
  });

  it('lies in every network that begins with its bits, and in no other of that length', () => {
    fc.assert(
      fc.property(value, value, fc.integer({ min: 0, max: 32 }), (one, other, prefix) => {
        const network = parseNetwork(`${bytesOf(one).join('.')}/${prefix}`);
        const address = parseAddress(bytesOf(other).join('.'));
        if (network === undefined || address === undefined) throw new Error('not read');
        const isSame = BigInt(one) >> BigInt(32 - prefix) === BigInt(other) >> BigInt(32 - prefix);
        expect(isWithin(address, network)).toBe(isSame);
      }),
    );
  });

  it.each([
    'firma.local',
    'dc1',
    '',
    'face',
    '1.2.3.4.5',
    '256.1.1.1',
    '10.0.0.0/8',
    '::g',
    '1::2::3',
    'http://1.2.3.4',
  ])('%j is none', (text) => expect(parseAddress(text)).toBeUndefined());
});
