import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberSpellings } from '../../local/seed/numbers.ts';
import { normaliseNumber } from './normalise-number.ts';

const german = (typed: string) => {
  const { e164, problem } = normaliseNumber(typed, 'business', 'DE');
  return e164 ?? problem;
};

describe('[S8] a number as people type it', () => {
  it.each(numberSpellings)('$typed ($why)', ({ typed, e164 }) => {
    expect(normaliseNumber(typed, 'business', 'DE').e164).toBe(e164);
  });

  it.each([
    ['＋４９ ８９ ９９９９８-８０１', '+498999998801', 'full-width digits'],
    ['+49 (089) 99998-801', '+498999998801', 'area code with its zero behind the country code'],
    ['(+49) 89 99998-801', '+498999998801', 'country code in brackets'],
    ['0049-(0)89-99998801', '+498999998801', 'hyphens and a zero in brackets'],
    ['498999998801', '+498999998801', 'the plus is missing'],
    ['1713920027', '+491713920027', 'a mobile number whose zero a spreadsheet took'],
    ['Mobil 2: 0171 3920027', '+491713920027', 'a label with a number of its own'],
    ['tel:+498999998801;ext=12', '+49899999880112', 'an RFC 3966 extension of a German number is dialled'],
    ['089 99998-0', '+4989999980', "the switchboard's zero is a direct number like any other"],
    ['089 99998-0 Durchwahl -12', '+49899999812', 'a direct number takes the place of the -0'],
    ['089 99998 (Dw. 12)', '+49899999812', 'a direct number in brackets'],
    ['089 99998 App. 12 (Lager)', '+49899999812', 'a remark behind the direct number'],
    ['0043 1 71100 Klappe 12', '+4317110012', 'an Austrian direct number'],
    ['+1 425 555 0137 ext. 412', '+14255550137', 'a foreign extension is not diallable'],
    ['+44 20 7946 0839 x12', '+442079460839', 'the same with an x'],
    ['+41 44 668 18 35 int. 12', '+41446681835', 'the same in Switzerland'],
    ['0-0171 39200271', '+4917139200271', 'a zero for a line outside, and no number in America'],
    ['0 089 99998-801', '+498999998801', 'the same before an area code'],
    ['089-99998/801', '+498999998801', 'a slash before the direct number'],
    ['05251-1234/5678', '+49525112345678', 'a slash within the number'],
    ['0800 3301000 (kostenlos)', '+498003301000', 'a free number'],
    ['+39 (0)6 12345678', '+390612345678', 'an Italian zero is part of the number'],
  ])('%s → %s (%s)', (typed, e164) => {
    expect(german(typed)).toBe(e164);
  });

  it.each([
    ['', 'empty'],
    [' - ', 'empty'],
    ['keine', 'not-a-number'],
    ['0000', 'not-a-number'],
    ['0800 MUELLER', 'too-short'],
    ['0123456789', 'not-a-number'],
    ['*21*08999998801#', 'not-a-number'],
    ['412', 'internal'],
    ['Durchwahl -12', 'internal'],
    ['99998-801', 'no-area-code'],
    ['110', 'short-code'],
    ['112', 'short-code'],
    ['115', 'short-code'],
    ['116117', 'short-code'],
    ['089 112', 'too-short'],
    ['089 99998-1 / 0171 3920027', 'several-numbers'],
    ['030 12345678/79', 'several-numbers'],
    ['T +49 89 99998801 M +49 171 3920027', 'several-numbers'],
    ['089 99998-1, -2', 'several-numbers'],
    ['089 1234-201/202', 'several-numbers'],
    ['089 1234-20 / -21', 'several-numbers'],
    ['+49 89 99998-0/-801', 'several-numbers'],
    ['089 99998801 +49 171 3920027', 'several-numbers'],
    ['0800 123 TAXI', 'too-short'],
    ['089 99998801 - 2. Stock', 'not-a-number'],
    ['0171/3920027-28', 'too-long'],
    ['0171 392002', 'too-short'],
    ['+999 1234567', 'unknown-country'],
    ['+49 89 1', 'too-short'],
    ['+43 1', 'too-short'],
    ['+1 425 555 01 37 99', 'too-long'],
  ])('"%s" is kept for display and reported as %s', (typed, problem) => {
    expect(normaliseNumber(typed, 'mobile', 'DE')).toEqual({
      kind: 'mobile',
      original: typed,
      e164: null,
      problem,
    });
  });

  it('reads a national number by the country of the company', () => {
    expect(normaliseNumber('044 668 18 35', 'business', 'CH').e164).toBe('+41446681835');
    expect(normaliseNumber('(425) 555-0137', 'business', 'US').e164).toBe('+14255550137');
    expect(normaliseNumber('(425) 555-0137', 'business', 'XX').problem).toBe('unknown-country');
  });

  it.each([
    ['AT', ['112', '122', '133', '144', '1450']],
    ['CH', ['112', '117', '118', '144', '1414']],
    ['FR', ['112']],
  ])('takes an emergency line of %s for what it is, and its neighbours for extensions', (country, lines) => {
    const problemOf = (typed: string) => normaliseNumber(typed, 'business', country).problem;
    expect(lines.map(problemOf)).toEqual(lines.map(() => 'short-code'));
    expect(problemOf('412')).toBe('internal');
  });

  it('takes a German number of at most twelve digits behind the country code', () => {
    expect(german('+49 8999998 12345')).toBe('+49899999812345');
    expect(german('+49 8999998 123456')).toBe('too-long');
  });
});

const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });
const germanNumbers = fc
  .oneof(
    fc.tuple(fc.constantFrom('89', '30', '221', '4941'), digits(6, 8)),
    fc.tuple(fc.constant('1511'), digits(6, 7)),
    fc.tuple(fc.constant('171'), digits(7, 8)),
  )
  .map((parts) => parts.join(''));
/** Anything that looks a little like a number. */
const scrawls = fc.string({ unit: fc.constantFrom(...'0123456789+()-/. xDw'), maxLength: 24 });

describe('[S8] normalising, whatever is typed', () => {
  it('leaves its own E.164 alone, whatever the country', () => {
    fc.assert(
      fc.property(scrawls, fc.constantFrom('DE', 'AT', 'IT', 'US'), (typed, country) => {
        const { e164 } = normaliseNumber(typed, 'business', country);
        if (e164 !== null) expect(normaliseNumber(e164, 'business', 'DE').e164).toBe(e164);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not mind blanks and hyphens between the digits', () => {
    const gaps = fc.array(fc.constantFrom('', ' ', '-', ' - ', '\u00a0', '.'), {
      minLength: 20,
      maxLength: 20,
    });
    fc.assert(
      fc.property(germanNumbers, fc.constantFrom('+49', '0049', '0'), gaps, (number, prefix, between) => {
        const plain = `${prefix}${number}`;
        const spaced = [...plain].map((digit, at) => `${digit}${between[at]}`).join('');
        expect(german(spaced)).toBe(german(plain));
        expect(german(plain)).toBe(`+49${number}`);
      }),
    );
  });

  it('answers every text without throwing: a number that a call can come from, or a reason', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), scrawls), (typed) => {
        const phone = normaliseNumber(typed, 'other', 'DE');
        expect(phone.e164 === null).toBe(phone.problem !== undefined);
        if (phone.e164 !== null) expect(phone.e164).toMatch(/^\+[1-9]\d{5,14}$/);
      }),
      { numRuns: 1000 },
    );
  });
});
