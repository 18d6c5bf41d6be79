import { expect, it } from 'vitest';
import { callerAddress } from './caller-address.ts';

const from = (forwarded?: string) =>
  callerAddress(new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }));

it.each([
  ['203.0.113.7:41212', '203.0.113.7'],
  ['203.0.113.7', '203.0.113.7'],
  ['10.0.0.1, 203.0.113.7:41212', '203.0.113.7'],
  ['[2001:db8::7]:443', '2001:db8::7'],
  ['2001:db8::7', '2001:db8::7'],
])('reads the address that the front end appended to %s', (forwarded, address) => {
  expect(from(forwarded)).toBe(address);
});

it.each([undefined, '', 'unknown', '203.0.113.7, evil', '999.1.1.1:80', '<script>'])(
  'knows none from %s',
  (forwarded) => {
    expect(from(forwarded)).toBeUndefined();
  },
);
