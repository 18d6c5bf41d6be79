import type { Language } from '../kernel/tenant-context.ts';

type Words = Readonly<Record<Language, string>>;

/** Why an import stopped, in words for its administrator. Reasons without an entry are shown as their code. */
const reasons: Readonly<Record<string, Words>> = {
  'consent-required': {
    de: 'Die Zustimmung des Unternehmens fehlt.',
    en: "The company's consent is missing.",
  },
  'access-blocked': {
    de: 'Eine Richtlinie des Unternehmens sperrt den Zugriff.',
    en: 'A policy of the company blocks access.',
  },
  'share-unusable': {
    de: 'Die Freigabe gibt es nicht mehr, oder sie gilt nicht mehr für Ihr Unternehmen.',
    en: 'The share is gone or no longer open to your company.',
  },
  throttled: {
    de: 'Microsoft 365 hat zu viele Anfragen gemeldet.',
    en: 'Microsoft 365 reported too many requests.',
  },
  unavailable: {
    de: 'Microsoft 365 war nicht erreichbar.',
    en: 'Microsoft 365 could not be reached.',
  },
  'too-many-deletions': {
    de: 'Es würden ungewöhnlich viele Kontakte gelöscht. Bitte prüfen und bestätigen Sie den Lauf.',
    en: 'An unusual number of contacts would be deleted. Please check and confirm the run.',
  },
};

export const reasonInWords = (reason: string, language: Language): string =>
  reasons[reason]?.[language] ?? reason;
