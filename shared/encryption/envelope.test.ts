import { expect, it } from 'vitest';
import { systemRandom } from '../kernel/ids.ts';
import { keyNumberOf, openWith, sealWith } from './envelope.ts';

const key = systemRandom.bytes(32);
const seal = (keyNumber: number, plain = '') =>
  sealWith(key, keyNumber, systemRandom.bytes(12), 'as', Buffer.from(plain));

it.each([1, 255, 256, 300, 65_535])(
  '[S0] a sealed value tells that key %i sealed it, and opens',
  (number) => {
    const sealed = seal(number, 'Anna');
    expect(keyNumberOf(sealed)).toBe(number);
    expect(Buffer.from(openWith(key, 'as', sealed)).toString()).toBe('Anna');
  },
);

it('what is shorter than nothing sealed, or of another version, is told as no sealed value', () => {
  const shortest = seal(1);
  expect(shortest).toHaveLength(31);
  expect(openWith(key, 'as', shortest)).toHaveLength(0);
  const otherVersion = Uint8Array.from(shortest);
  otherVersion[0] = 2;
  for (const no of [otherVersion, shortest.subarray(0, 30), new Uint8Array()]) {
    expect(() => keyNumberOf(no)).toThrow('not a sealed value');
    expect(() => openWith(key, 'as', no)).toThrow('not a sealed value');
  }
});
