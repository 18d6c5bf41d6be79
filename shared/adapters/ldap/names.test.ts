import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainName } from './distinguished-name.ts';
import { guidBytes, guidText } from './object-guid.ts';

describe('[S2] the key of a person', () => {
  it('is objectGUID as Windows writes it', () => {
    const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    expect(guidText(bytes)).toBe('33221100-5544-7766-8899-aabbccddeeff');
    expect(guidText(bytes.subarray(1))).toBeUndefined();
    expect(guidText(undefined)).toBeUndefined();
  });

  it('leads back to the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(guidBytes(guidText(Buffer.from(bytes)) ?? '')).toEqual(Buffer.from(bytes));
      }),
    );
    expect(guidBytes('*)(objectClass=*')).toBeUndefined();
  });
});

describe('[S2] a distinguished name', () => {
  it.each([
    ['CN=Müller\\, Anna,OU=Leute,DC=firma', 'cn=m\\C3\\BCller\\2C anna, ou=leute, dc=firma'],
    ['CN=A\\+B\\"\\<\\>\\;\\=\\\\', 'CN=A\\2bB\\22\\3C\\3e\\3b=\\5C'],
    ['CN=*)(cn=*', 'CN=\\2a\\29\\28cn\\3d\\2a'],
  ])('%j is the same as %j', (one, other) => expect(plainName(one)).toBe(plainName(other)));

  it('is another one where a comma separates and does not belong to a value', () => {
    expect(plainName('CN=a\\,OU=b')).not.toBe(plainName('CN=a,OU=b'));
  });

  it('of any value is the same, whichever signs are written as bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const short = value.replace(/[\\,+"<>;=]/g, (sign) => `\\${sign}`);
        const long = Buffer.from(value)
          .toString('hex')
          .replace(/../g, (byte) => `\\${byte}`);
        expect(plainName(`CN=${short},DC=x`)).toBe(plainName(`CN=${long},DC=x`));
      }),
    );
  });
});
