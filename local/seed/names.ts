/** First names and surnames of the seeded people: German ones with umlauts, ß and hyphens, and some from elsewhere. */
export const givenNames: readonly string[] = [
  'Jürgen',
  'Anna',
  'Björn',
  'Katharina',
  'Thomas',
  'Zoë',
  'Łukasz',
  'Sabine',
  'Søren',
  'Ayşe',
  'Michael',
  'Hans-Peter',
  'Ursula',
  'Matteo',
  'Günther',
  'Marie-Luise',
  'Dmitri',
  'Käthe',
  'Stefan',
  'Thị Lan',
  'Ralf',
  'Françoise',
  'Jörg',
];

export const surnames: readonly string[] = [
  'Müller',
  'Weiß',
  'Schäfer',
  'Schmidt',
  'Großkopf',
  'von der Heide',
  'Öztürk',
  'Fischer',
  "O'Connor",
  'Kovačević',
  'Meyer-Lüdenscheidt',
  'Becker',
  'Yılmaz',
  'Nguyễn',
  'Strauß',
  'Hoffmann',
  "D'Angelo",
  'Krüger',
  'Łuczak',
  'Zimmermann',
  'Böhm',
  'Al-Hamdan',
  'Lehmann',
  'Jäger',
  'Vogel',
  'Søndergaard',
  'Köhler',
  'Brandt',
  'Preuß',
];

const transliterations: readonly (readonly [RegExp, string])[] = [
  [/ä/g, 'ae'],
  [/ö/g, 'oe'],
  [/ü/g, 'ue'],
  [/ß/g, 'ss'],
  [/ø/g, 'o'],
  [/ł/g, 'l'],
  [/ı/g, 'i'],
  [/đ/g, 'd'],
];

/** The part of a sign-in name that stands for a name: `Jürgen Weiß` → `juergen.weiss`. ASCII only, as Entra wants it. */
export function signInName(givenName: string, surname: string): string {
  const lower = `${givenName}.${surname}`.toLowerCase().replace(/['\s]/g, '');
  const spelledOut = transliterations.reduce((text, [letter, ascii]) => text.replace(letter, ascii), lower);
  return spelledOut.normalize('NFD').replace(/\p{M}/gu, '');
}
