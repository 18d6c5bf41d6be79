import type { Language } from '../kernel/tenant-context.ts';

/** The same sentence in every language that Switchboard speaks. */
export type Texts = Readonly<Record<Language, string>>;

export const languages = ['de', 'en'] as const satisfies readonly Language[];

/**
 * The better of German and English by an `Accept-Language` field (RFC 9110, 12.5.4): highest weight first, earlier first
 * among equals; `q=0` excludes. Without a usable range the fallback.
 */
export const chooseLanguage = (header: string | null, fallback: Language): Language => {
  if (header === null) return fallback;
  let best: Language | undefined;
  let bestWeight = 0;
  for (const range of header.slice(0, 256).split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const primary = tag.split('-')[0];
    const language = primary === '*' ? fallback : languages.find((known) => known === primary);
    const weight = weightOf(parameters);
    if (language !== undefined && weight > bestWeight) {
      best = language;
      bestWeight = weight;
    }
  }
  return best ?? fallback;
};

const weightOf = (parameters: readonly string[]): number => {
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  if (given === undefined) return 1;
  const weight = Number(given.slice(2));
  return weight >= 0 && weight <= 1 ? weight : 0;
};

/** A size as people read it; of 1024 bytes the thousand, as in the documents. */
export const bytesText = (bytes: number): string => {
  if (bytes % 1_048_576 === 0) return `${bytes / 1_048_576} MB`;
  return bytes % 1024 === 0 ? `${bytes / 1024} KB` : `${bytes} Byte`;
};

/** Puts values into the places `{name}` of a text; a place without a value stays visible. */
export const fill = (text: string, values: Readonly<Record<string, string | number>> | undefined): string =>
  values === undefined ? text : text.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
