import { TableClient } from '@azure/data-tables';
import { inject } from 'vitest';
import { systemRandom } from '../../../shared/kernel/ids.ts';

/** Everything that lies in the tables of these tenants, as bytes and as text. */
export const everythingStored = async (
  names: readonly string[],
  tenants: readonly string[],
): Promise<string> => {
  const texts: string[] = [];
  for (const name of names) {
    const client = TableClient.fromConnectionString(inject('tablesConnectionString'), name, {
      allowInsecureConnection: true,
    });
    for await (const row of client.listEntities()) {
      const keys = `${row.partitionKey} ${row.rowKey}`;
      if (!tenants.some((id) => keys.includes(id))) continue;
      for (const value of [keys, ...Object.values(row)]) {
        texts.push(
          value instanceof Uint8Array
            ? `${Buffer.from(value).toString('utf8')}\n${Buffer.from(value).toString('utf16le')}`
            : String(value),
        );
      }
    }
  }
  return texts.join('\n');
};

/** 200 people whose every field is a word that stands nowhere else. */
export const canaries = Array.from({ length: 200 }, (_, n) => {
  const word = `Kanarienvogel${n}x${systemRandom.id().slice(0, 8)}`;
  const number = `+4930${String(555_000_000 + n * 7919).slice(0, 9)}`;
  return {
    displayName: `${word} Sing`,
    givenName: word,
    surname: `Sing${word}`,
    jobTitle: `Vogel ${word}`,
    companyName: `Voliere ${word}`,
    emails: [`${word.toLowerCase()}@voliere.example`],
    businessPhones: [number],
    word,
    number,
  };
});

/** Each word as it might turn up: plain, lower case, in base64 at each offset, digits without the plus. */
const spellings = ({ word, number }: { readonly word: string; readonly number: string }) => {
  const inBase64 = ['', 'a', 'ab'].map((lead) =>
    Buffer.from(lead + word)
      .toString('base64')
      .slice(4, -4),
  );
  return [word, word.toLowerCase(), number.slice(1), number.replace('+49', '0'), ...inBase64];
};

/** What of the canaries is in a text, in whatever spelling. */
export const canariesIn = (text: string): readonly string[] =>
  canaries.flatMap((each) => spellings(each).filter((spelling) => text.includes(spelling)));
