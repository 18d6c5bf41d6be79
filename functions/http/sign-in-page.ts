import type { Texts } from '../../shared/http/language.ts';
import type { RawReply } from '../../shared/http/reply.ts';
import type { Language } from '../../shared/kernel/tenant-context.ts';
import type { SignInOutcome } from '../../shared/sources/finish-sign-in.ts';
import type { OpenedSignInLink } from '../../shared/sources/sign-in-link.ts';
import { browserPage, type PageWords } from './browser-page.ts';

const linkUnusable: PageWords = {
  title: { de: 'Dieser Link gilt nicht mehr', en: 'This link is no longer good' },
  text: {
    de: 'Einen neuen Link erzeugt ein Administrator des Unternehmens in Switchboard bei der Quelle. Ein Link gilt sieben Tage; nach dem Öffnen bleiben zehn Minuten für die Anmeldung, im selben Browser.',
    en: 'An administrator of the company makes a new link in Switchboard, at the source. A link is good for seven days; once opened, ten minutes remain for the sign-in, in the same browser.',
  },
};

const again: Texts = {
  de: 'Der Link gilt weiter und kann noch einmal geöffnet werden. Code von Microsoft:',
  en: 'The link stays good and can be opened again. Microsoft’s code:',
};

const wordsOf = (outcome: SignInOutcome): readonly [status: 200 | 400 | 403 | 503, words: PageWords] => {
  switch (outcome.kind) {
    case 'signed-in':
      return [
        200,
        {
          title: { de: 'Ihre Kontakte werden gelesen', en: 'Your contacts are being read' },
          text: {
            de: 'Vielen Dank. Sie können dieses Fenster schließen. Ihre Zustimmung können Sie jederzeit in Ihrem Microsoft-Konto unter „Meine Apps“ zurücknehmen; was gelesen wurde, entfernt ein Administrator mit der Quelle.',
            en: 'Thank you. You may close this window. You can take your consent back at any time in your Microsoft account under “My Apps”; an administrator removes what was read, with the source.',
          },
          facts: [outcome.company, outcome.sourceName],
        },
      ];
    case 'another-user':
      return [
        403,
        {
          title: { de: 'Bitte mit einem anderen Konto anmelden', en: 'Please sign in with another account' },
          text: {
            de: 'Dieser Link ist für die Kontakte eines anderen Benutzers bestimmt, und nur dieser Benutzer selbst kann sich damit anmelden. Es wurde nichts gelesen. Wenn Sie es sind, bitte den Link noch einmal öffnen und das Konto wählen, das Ihr Administrator bei der Quelle genannt hat.',
            en: 'This link is for the contacts of another user, and only that user can sign in with it. Nothing was read. If it is you, please open the link again and choose the account that your administrator has named at the source.',
          },
        },
      ];
    case 'refused':
      return [
        403,
        {
          title: { de: 'Die Anmeldung kam nicht zustande', en: 'The sign-in did not come about' },
          text: {
            de: `Sie haben abgelehnt, oder Microsoft Entra hat die Anmeldung nicht angenommen. Es wurde nichts gelesen. ${again.de}`,
            en: `You have declined, or Microsoft Entra did not take the sign-in. Nothing was read. ${again.en}`,
          },
          facts: [outcome.code],
        },
      ];
    case 'administrator-needed':
      return [
        403,
        {
          title: { de: 'Ein Administrator muss zustimmen', en: 'An administrator has to consent' },
          text: {
            de: `In Ihrem Unternehmen dürfen Benutzer nicht selbst zustimmen, dass Switchboard ihre Kontakte liest. Bitte einen Administrator, der Berechtigung Contacts.Read (delegiert) für das Unternehmen zuzustimmen, zum Beispiel mit dem Zustimmungslink von Switchboard. ${again.de}`,
            en: `In your company users may not consent by themselves to Switchboard reading their contacts. Please ask an administrator to consent to the permission Contacts.Read (delegated) for the company, for example by Switchboard’s consent link. ${again.en}`,
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
            de: 'Eine Zugriffsrichtlinie des Unternehmens lässt diese Anmeldung nicht zu, zum Beispiel nur von registrierten Geräten. Bitte wenden Sie sich an Ihre IT und nennen Sie diesen Code:',
            en: 'An access policy of the company does not allow this sign-in, for example from registered devices only. Please ask your IT and give them this code:',
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
            de: 'Microsoft Entra bestätigt die Anmeldung gerade nicht. Bitte öffnen Sie den Link in einigen Minuten noch einmal.',
            en: 'Microsoft Entra does not confirm the sign-in just now. Please open the link again in a few minutes.',
          },
        },
      ];
    case 'not-open':
      return [400, linkUnusable];
  }
};

export const signInOutcomePage = (
  outcome: SignInOutcome,
  language: Language,
): RawReply<200> | RawReply<400> | RawReply<403> | RawReply<503> => {
  const [status, words] = wordsOf(outcome);
  return browserPage(status, words, language);
};

export const signInLinkUnusablePage = (language: Language): RawReply<400> =>
  browserPage(400, linkUnusable, language);

/** What the user agrees to, before he is sent to Microsoft. */
export const signInInvitation = (
  { company, sourceName }: OpenedSignInLink,
  href: string,
  language: Language,
): RawReply<200> =>
  browserPage(
    200,
    {
      title: { de: 'Ihre Kontakte für Switchboard', en: 'Your contacts for Switchboard' },
      text: {
        de: 'Ihr Unternehmen bittet Sie, die Kontakte Ihres eigenen Postfachs als Quelle in Switchboard freizugeben. Gelesen werden Namen, Firma, Telefonnummern, E-Mail- und Postadressen und Fotos Ihrer Kontakte, verschlüsselt gespeichert; nichts wird geändert. Mit der Anmeldung sind Sie einverstanden, dass das Unternehmen diese Kontakte in seinen Freigaben anderen anbietet. Sie können das jederzeit zurücknehmen.',
        en: 'Your company asks you to let Switchboard read the contacts of your own mailbox as a source. Read are names, company, telephone numbers, e-mail and postal addresses and photos of your contacts, and kept encrypted; nothing is changed. By signing in you agree that the company offers these contacts to others in its shares. You can take that back at any time.',
      },
      facts: [company, sourceName],
      way: {
        href,
        text: { de: 'Weiter zur Anmeldung bei Microsoft', en: 'Continue to the sign-in at Microsoft' },
      },
    },
    language,
  );
