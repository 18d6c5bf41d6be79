import type { SearchEntry } from 'ldapts';

/** An entry of the directory: values as bytes, by the attribute's name in lower case. */
export interface Entry {
  readonly dn: string;
  readonly values: ReadonlyMap<string, readonly Buffer[]>;
}

export const toEntry = ({ name, attributes }: SearchEntry): Entry => {
  const values = new Map<string, readonly Buffer[]>();
  for (const { type, parsedBuffers } of attributes) {
    // Options like `;range=0-1499`, where there are more values than a controller tells at once.
    const [attribute = ''] = type.toLowerCase().split(';');
    if (parsedBuffers.length > 0) values.set(attribute, parsedBuffers);
  }
  return { dn: name, values };
};

export const bytesOf = ({ values }: Entry, attribute: string): Buffer | undefined =>
  values.get(attribute.toLowerCase())?.[0];

/** Without blank ones. */
export const textsOf = ({ values }: Entry, attribute: string): readonly string[] =>
  (values.get(attribute.toLowerCase()) ?? [])
    .map((value) => value.toString('utf8'))
    .filter((text) => text.trim() !== '');

export const textOf = (entry: Entry, attribute: string): string | undefined => textsOf(entry, attribute)[0];
