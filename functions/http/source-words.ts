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
    de: 'Der Dienst bittet wegen vieler Aufrufe um Geduld. Die Quelle wird von selbst noch einmal gelesen.',
    en: 'The service asks for patience because of many calls. The source will be read again by itself.',
  },
  unavailable: {
    de: 'Ein Dienst, der dafür gebraucht wird, antwortet nicht. Die Quelle wird von selbst noch einmal gelesen.',
    en: 'A service that this needs does not answer. The source will be read again by itself.',
  },
  'tenant-unknown': {
    de: 'Das Unternehmen ist noch nicht eingerichtet. Bitte zuerst die Zustimmung eines Administrators einholen.',
    en: 'The company is not set up yet. Please get an administrator’s consent first.',
  },
  unreachable: {
    de: 'Unter der Adresse antwortet niemand, oder nicht auf die eingestellte Weise (LDAPS, StartTLS). Bitte Server, Port und Verschlüsselung prüfen; liegt er im Firmennetz, muss der Weg dorthin (VPN, Freigabe in der Firewall) offen sein. Die Quelle wird von selbst noch einmal gelesen.',
    en: 'Nobody answers at the address, or not in the way that is set (LDAPS, StartTLS). Please check server, port and encryption; if it is inside the company’s network, the way there (VPN, firewall) has to be open. The source will be read again by itself.',
  },
  'address-not-allowed': {
    de: 'Diese Adresse darf nicht aufgerufen werden, oder nicht ohne Verschlüsselung. Bitte den Namen des Servers prüfen und LDAPS oder StartTLS verwenden, oder den Betreiber bitten, das Netz freizugeben.',
    en: 'This address must not be called, or not without encryption. Please check the name of the server and use LDAPS or StartTLS, or ask the operator to allow its network.',
  },
  certificate: {
    de: 'Dem Zertifikat des Servers ist nicht zu trauen: abgelaufen, für einen anderen Namen oder von unbekannter Stelle ausgestellt. Bitte den Namen verwenden, der im Zertifikat steht, oder das Zertifikat der eigenen Stelle hinterlegen.',
    en: 'The server’s certificate cannot be trusted: it has expired, is of another name, or of an unknown authority. Please use the name in the certificate, or give the certificate of your own authority.',
  },
  'wrong-credentials': {
    de: 'Benutzername oder Passwort stimmen nicht. Bitte beide prüfen und das Passwort neu eingeben.',
    en: 'User name or password are wrong. Please check both and enter the password again.',
  },
  'account-locked': {
    de: 'Das Konto, mit dem gelesen wird, ist gesperrt. Bitte von der eigenen IT entsperren lassen und die Quelle dann testen.',
    en: 'The account that reads is locked. Please have your IT unlock it, then test the source.',
  },
  'account-disabled': {
    de: 'Das Konto, mit dem gelesen wird, ist deaktiviert oder abgelaufen, oder es darf sich von hier oder zu dieser Zeit nicht anmelden. Bitte von der eigenen IT zulassen oder ein anderes angeben.',
    en: 'The account that reads is disabled or has expired, or may not sign in from here or at this hour. Please have your IT admit it, or give another one.',
  },
  'password-expired': {
    de: 'Das Passwort ist abgelaufen oder muss geändert werden. Bitte ein neues setzen und hier eingeben.',
    en: 'The password has expired or has to be changed. Please set a new one and enter it here.',
  },
  'no-right-to-read': {
    de: 'Die Anmeldung gelingt, aber die Einträge dürfen nicht gelesen werden. Bitte von der eigenen IT Leserechte geben lassen: bei Active Directory dem Konto, bei einem Postfach Switchboard selbst (RBAC for Applications in Exchange).',
    en: 'The sign-in works, but the entries may not be read. Please have your IT give the right to read: with Active Directory to the account, with a mailbox to Switchboard itself (RBAC for Applications in Exchange).',
  },
  'unknown-domain': {
    de: 'Diese Domäne kennt der Server nicht. Bitte ihren vollständigen Namen angeben, z. B. firma.local.',
    en: 'The server does not know this domain. Please give its full name, e.g. company.local.',
  },
  'unknown-base': {
    de: 'Den angegebenen Zweig gibt es im Verzeichnis nicht. Bitte den Distinguished Name prüfen oder die Angabe weglassen.',
    en: 'There is no such branch in the directory. Please check the distinguished name or leave it out.',
  },
  'not-there': {
    de: 'Was gelesen werden soll, gibt es nicht (mehr): die Instanz in ihrer Region, das Postfach oder der Ordner. Bitte die Einstellungen der Quelle prüfen; bei Dynamics 365 am besten die ganze Webadresse angeben.',
    en: 'What is to be read is not there (any more): the instance in its region, the mailbox or the folder. Please check the source’s settings; for Dynamics 365 best give the whole web address.',
  },
  'sign-in-required': {
    de: 'Der Benutzer, dessen Kontakte gelesen werden, muss sich (neu) anmelden. Bitte einen Anmeldelink erzeugen (POST …/sign-in) und ihm weiterleiten.',
    en: 'The user whose contacts are read has to sign in (again). Please make a sign-in link (POST …/sign-in) and forward it to that user.',
  },
};

const works: Texts = {
  de: 'Die Quelle antwortet und lässt sich lesen.',
  en: 'The source answers and can be read.',
};

export const reasonText = (reason: Reason, language: Language): string => reasons[reason][language];

export const testText = (test: SourceTest, language: Language): string =>
  test.type === 'works'
    ? works[language]
    : reasons[test.type === 'source-refused' ? test.reason : test.type][language];
