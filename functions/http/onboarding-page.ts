import type { Texts } from '../../shared/http/language.ts';
import type { RawReply } from '../../shared/http/reply.ts';
import type { Language } from '../../shared/kernel/tenant-context.ts';
import type { ConsentOutcome } from '../../shared/tenants/finish-consent.ts';
import { browserPage, type PageWords } from './browser-page.ts';

const newLink: Texts = {
  de: 'Einen neuen Link bekommt jeder Benutzer des Unternehmens in Switchboard unter „Zustimmung“ und kann ihn weiterleiten. Ein Link gilt sieben Tage; nach dem Öffnen bleiben zehn Minuten für die Anmeldung, im selben Browser.',
  en: 'Any user of the company gets a new link in Switchboard under “Consent” and can forward it. A link is good for seven days; once opened, ten minutes remain for the sign-in, in the same browser.',
};

const again: Texts = {
  de: 'Bitte öffnen Sie den Zustimmungslink in einigen Minuten noch einmal.',
  en: 'Please open the consent link again in a few minutes.',
};

const linkUnusable: PageWords = {
  title: { de: 'Dieser Link gilt nicht mehr', en: 'This link is no longer good' },
  text: newLink,
};

/** [T4] The link named another region than the one that was settled at the first consent. */
const staysIn = (region: string) => `Daten bleiben in / data stay in: ${region}`;

const wordsOf = (outcome: ConsentOutcome): readonly [status: 200 | 400 | 403 | 503, words: PageWords] => {
  switch (outcome.kind) {
    case 'set-up':
      return [
        200,
        {
          title: { de: 'Die Zustimmung ist erteilt', en: 'The consent is given' },
          text: {
            de: 'Switchboard ist für dieses Unternehmen eingerichtet. Sie können dieses Fenster schließen.',
            en: 'Switchboard is set up for this company. You may close this window.',
          },
          facts: [outcome.company, ...(outcome.staysIn === undefined ? [] : [staysIn(outcome.staysIn)])],
        },
      ];
    case 'permissions-missing':
      return [
        403,
        {
          title: { de: 'Es fehlen noch Berechtigungen', en: 'Permissions are still missing' },
          text: {
            de: 'Die Zustimmung umfasst noch nicht alles, was Switchboard braucht. Bitte den Link noch einmal öffnen und allem zustimmen. Es fehlt:',
            en: 'The consent does not cover everything that Switchboard needs. Please open the link again and consent to all of it. Missing:',
          },
          facts: outcome.missing,
        },
      ];
    case 'refused':
      return [
        403,
        {
          title: { de: 'Die Zustimmung wurde nicht erteilt', en: 'The consent was not given' },
          text: {
            de: 'Microsoft Entra meldet, dass abgelehnt wurde oder dieses Konto nicht zustimmen darf. Der Link gilt weiter und kann an einen Administrator gegeben werden. Code von Microsoft:',
            en: 'Microsoft Entra says that it was declined or that this account may not consent. The link stays good and can be given to an administrator. Microsoft’s code:',
          },
          facts: [outcome.code],
        },
      ];
    case 'access-blocked':
      return [
        403,
        {
          title: { de: 'Vom Unternehmen gesperrt', en: 'Blocked by the company' },
          text: {
            de: 'Eine Zugriffsrichtlinie des Unternehmens lässt das nicht zu, zum Beispiel nur registrierte Geräte. Bitte wenden Sie sich an Ihre IT und nennen Sie diesen Code:',
            en: 'An access policy of the company does not allow this, for example registered devices only. Please ask your IT and give them this code:',
          },
          facts: [outcome.code],
        },
      ];
    case 'unconfirmed':
      return [
        503,
        {
          title: { de: 'Noch nicht bestätigt', en: 'Not confirmed yet' },
          text: {
            de: `Microsoft Entra zeigt die Zustimmung noch nicht; das kann einen Moment dauern. ${again.de}`,
            en: `Microsoft Entra does not show the consent yet; this can take a moment. ${again.en}`,
          },
        },
      ];
    case 'being-erased':
      return [
        503,
        {
          title: { de: 'Die Löschung läuft noch', en: 'The erasure is under way' },
          text: {
            de: 'Die früheren Daten dieses Unternehmens werden gerade gelöscht; das dauert etwa eine Stunde. Danach ist ein neuer Anfang möglich. Bitte öffnen Sie den Zustimmungslink dann noch einmal.',
            en: 'The former data of this company are being erased; that takes about an hour. After that a new beginning is possible. Please open the consent link again then.',
          },
        },
      ];
    case 'not-open':
      return [400, linkUnusable];
  }
};

export const outcomePage = (
  outcome: ConsentOutcome,
  language: Language,
): RawReply<200> | RawReply<400> | RawReply<403> | RawReply<503> => {
  const [status, words] = wordsOf(outcome);
  return browserPage(status, words, language);
};

export const linkUnusablePage = (language: Language): RawReply<400> =>
  browserPage(400, linkUnusable, language);
