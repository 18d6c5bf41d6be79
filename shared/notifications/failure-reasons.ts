import type { RunFailure } from '../imports/run.ts';
import type { Language } from '../kernel/tenant-context.ts';

type Words = Readonly<Record<Language, string>>;

/** Why an import stopped, in words for its administrator, with the way out where there is one. */
const reasons: Readonly<Record<RunFailure, Words>> = {
  'consent-required': {
    de: 'Die Zustimmung des Unternehmens fehlt.',
    en: "The company's consent is missing.",
  },
  'access-blocked': {
    de: 'Eine Richtlinie des Unternehmens sperrt den Zugriff. Bitte wenden Sie sich an Ihre IT.',
    en: 'A policy of the company blocks access. Please ask your IT.',
  },
  'share-unknown': {
    de: 'Die Freigabe gibt es nicht mehr.',
    en: 'The share is gone.',
  },
  'share-revoked': {
    de: 'Der Anbieter hat die Freigabe widerrufen.',
    en: 'The provider has revoked the share.',
  },
  'share-expired': {
    de: 'Das Enddatum der Freigabe ist vorbei. Bitte den Anbieter um Verlängerung bitten.',
    en: 'The end date of the share has passed. Please ask the provider to extend it.',
  },
  'share-partner-not-allowed': {
    de: 'Die Freigabe gilt nicht mehr für Ihr Unternehmen. Bitte den Anbieter fragen.',
    en: 'The share is no longer meant for your company. Please ask the provider.',
  },
  'share-too-large': {
    de: 'Die Freigabe hat mehr als 7.000 Kontakte; so viele nimmt ein Postfach nicht auf. Bitte den Anbieter um eine engere Auswahl bitten.',
    en: 'The share has more than 7,000 contacts, more than a mailbox takes. Please ask the provider for a narrower selection.',
  },
  'provider-consent-required': {
    de: 'Dem Anbieter der Freigabe fehlt die Zustimmung seines Unternehmens. Bitte ihn darauf hinweisen.',
    en: "The provider of the share lacks its company's consent. Please tell it so.",
  },
  'provider-access-blocked': {
    de: 'Eine Richtlinie beim Anbieter der Freigabe sperrt den Zugriff. Bitte ihn darauf hinweisen.',
    en: 'A policy at the provider of the share blocks access. Please tell it so.',
  },
  'provider-unavailable': {
    de: 'Das Verzeichnis des Anbieters war nicht erreichbar. Der nächste Lauf versucht es wieder.',
    en: "The provider's directory could not be reached. The next run tries again.",
  },
  unavailable: {
    de: 'Microsoft 365 war nicht erreichbar. Der nächste Lauf versucht es wieder.',
    en: 'Microsoft 365 could not be reached. The next run tries again.',
  },
  stuck: {
    de: 'Der Lauf kam nicht zu Ende. Der nächste beginnt von vorn.',
    en: 'The run did not come to its end. The next one begins anew.',
  },
};

/** A reason of a former version is shown as its code. */
export const reasonInWords = (reason: string, language: Language): string =>
  Object.hasOwn(reasons, reason) ? reasons[reason as RunFailure][language] : reason;
