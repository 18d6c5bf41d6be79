import type { Texts } from '../../shared/http/language.ts';
import type { Language } from '../../shared/kernel/tenant-context.ts';
import type { Source } from '../../shared/sources/source.ts';
import type { SourceTest } from '../../shared/sources/test-source.ts';

type Reason = NonNullable<Source['lastError']>['reason'];

/** [S0][S6] Why a source could not be read, and what to do about it. */
const reasons: Readonly<Record<Reason, Texts>> = {
  'consent-required': {
    de: 'Die Zustimmung eines Administrators in Microsoft Entra ID fehlt oder wurde zurückgezogen. Bitte den Zustimmungslink weiterleiten.',
    en: 'The consent of an administrator in Microsoft Entra ID is missing or was withdrawn. Please forward the consent link.',
  },
  'access-blocked': {
    de: 'Eine Zugriffsrichtlinie des Unternehmens lässt Switchboard nicht zu, z. B. nur registrierte Geräte. Bitte mit dem Code an die eigene IT wenden.',
    en: 'An access policy of the company keeps Switchboard out, e.g. registered devices only. Please ask your IT and give them the code.',
  },
  throttled: {
    de: 'Microsoft bittet wegen vieler Aufrufe um Geduld. Die Quelle wird von selbst noch einmal gelesen.',
    en: 'Microsoft asks for patience because of many calls. The source will be read again by itself.',
  },
  unavailable: {
    de: 'Ein Dienst, der dafür gebraucht wird, antwortet nicht. Die Quelle wird von selbst noch einmal gelesen.',
    en: 'A service that this needs does not answer. The source will be read again by itself.',
  },
  'tenant-unknown': {
    de: 'Das Unternehmen ist noch nicht eingerichtet. Bitte zuerst die Zustimmung eines Administrators einholen.',
    en: 'The company is not set up yet. Please get an administrator’s consent first.',
  },
};

const works: Texts = {
  de: 'Die Quelle antwortet und lässt sich lesen.',
  en: 'The source answers and can be read.',
};

export const reasonText = (reason: Reason, language: Language): string => reasons[reason][language];

export const testText = (test: SourceTest, language: Language): string =>
  test.type === 'works' ? works[language] : reasons[test.type][language];
