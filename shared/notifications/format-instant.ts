import { fromIso } from '../kernel/clock.ts';
import type { Language } from '../kernel/tenant-context.ts';

const locales: Readonly<Record<Language, string>> = { de: 'de-DE', en: 'en-GB' };

/** Date and time of day with the zone's name, e.g. "22. November 2026 um 08:15 MEZ". `timeZone` is an IANA name. */
export const formatInstant = (iso: string, language: Language, timeZone: string): string =>
  new Intl.DateTimeFormat(locales[language], {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  }).format(fromIso(iso));

/** The date alone. */
export const formatDay = (iso: string, language: Language, timeZone: string): string =>
  new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone }).format(fromIso(iso));
