import { describe, expect, it } from 'vitest';
import { normaliseNumber } from './normalise-number.ts';
import { qualityOf, qualitySchema } from './quality.ts';
import { anna, contactWith } from './sample-contacts.test-data.ts';

const number = (typed: string, kind: 'business' | 'businessFax' = 'business') =>
  normaliseNumber(typed, kind, 'DE');

describe('[S8] the quality of a source', () => {
  const quality = qualityOf(
    [
      anna,
      contactWith({}),
      contactWith({ phones: [number('412'), number('n/a')] }),
      contactWith({ phones: [number('089 99998-899', 'businessFax')] }),
      contactWith({ phones: [number('089 99998-801'), number('413')] }),
    ],
    [
      { key: 'k1', field: 'emailAddresses', dropped: 3 },
      { key: 'k2', field: 'emailAddresses', dropped: 1 },
    ],
  );

  it('counts people, those whom no caller can be recognised by, unusable numbers by problem and trimmed contacts', () => {
    expect(quality).toEqual({
      people: 5,
      withoutNumber: 3,
      unusable: { internal: 2, 'not-a-number': 1 },
      trimmed: { emailAddresses: 2 },
    });
    expect(qualitySchema.parse(quality)).toEqual(quality);
  });
});
