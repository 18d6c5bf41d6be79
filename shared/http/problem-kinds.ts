import type { FailureOf, FailureType } from '../kernel/failures.ts';
import type { Language } from '../kernel/tenant-context.ts';
import type { HeaderFields } from './exchange.ts';
import type { Texts } from './language.ts';
import { ruleText } from './messages.ts';
import { userScope } from './principal.ts';
import {
  conflictText,
  limitText,
  shareUnusableTexts,
  signInTexts,
  startAgainTexts,
  subscriptionTexts,
} from './reasons.ts';

/** A bug of ours; whatever is thrown ends as this. */
export type InternalError = { readonly type: 'internal-error' };
export type ProblemType = FailureType | InternalError['type'];
export type ProblemOf<T extends ProblemType> = T extends FailureType ? FailureOf<T> : InternalError;

interface ProblemKind<T extends ProblemType> {
  readonly status: number;
  readonly title: Texts;
  /** What it means and the way out; the `detail` too, unless the failure's data say more. */
  readonly meaning: Texts;
  readonly detail?: (problem: ProblemOf<T>) => Texts;
  /** Typed members beside those of RFC 9457. */
  readonly extras?: (problem: ProblemOf<T>, language: Language) => Readonly<Record<string, unknown>>;
  readonly headers?: (problem: ProblemOf<T>) => HeaderFields;
  /** For the API description. */
  readonly example: ProblemOf<T>;
}

const realm = 'Bearer realm="switchboard"';

/** The one table from failures to HTTP. Its types are public and never change their meaning. */
export const problemKinds: { readonly [T in ProblemType]: ProblemKind<T> } = {
  invalid: {
    status: 400,
    title: { de: 'Ungültige Angaben', en: 'Invalid request' },
    meaning: {
      de: 'Mindestens eine Angabe verletzt eine Regel. Unter „errors“ steht zu jeder Stelle, welche; bitte dort korrigieren.',
      en: 'At least one value breaks a rule. “errors” says for each place which one; please correct it there.',
    },
    extras: ({ errors }, language) => ({
      errors: errors.map((error) => ({
        pointer: error.pointer,
        rule: error.rule,
        detail: ruleText(error, language),
      })),
    }),
    example: {
      type: 'invalid',
      errors: [{ pointer: '/displayName', rule: 'max-length', params: { max: 100 } }],
    },
  },
  unauthenticated: {
    status: 401,
    title: { de: 'Anmeldung nötig', en: 'Sign-in required' },
    meaning: {
      de: 'Der Aufruf braucht ein gültiges Zugriffstoken von Microsoft Entra ID für diese API. Bitte eines anfordern und mitsenden.',
      en: 'The call needs a valid access token of Microsoft Entra ID for this API. Please get one and send it.',
    },
    detail: ({ reason }) => signInTexts[reason],
    extras: ({ reason }) => ({ reason }),
    // RFC 6750, 3: no error code where no token was sent.
    headers: ({ reason }) => ({
      'www-authenticate':
        reason === 'missing-token'
          ? realm
          : `${realm}, error="invalid_token", error_description="${signInTexts[reason].en.replaceAll('…', '...')}"`,
    }),
    example: { type: 'unauthenticated', reason: 'expired-token' },
  },
  forbidden: {
    status: 403,
    title: { de: 'Keine Berechtigung', en: 'Not allowed' },
    meaning: {
      de: 'Das Token ist gültig, erlaubt das aber nicht. Bitte einen Administrator des Unternehmens um die nötige Rolle bitten.',
      en: 'The token is valid but does not allow this. Please ask an administrator of the company for the role needed.',
    },
    detail: ({ needs }) => ({
      de: `Dafür ist eine dieser Berechtigungen nötig: ${needs.join(', ')}. Ein Administrator kann sie in Microsoft Entra ID vergeben.`,
      en: `This needs one of these permissions: ${needs.join(', ')}. An administrator can assign them in Microsoft Entra ID.`,
    }),
    extras: ({ needs }) => ({ needs }),
    headers: ({ needs }): HeaderFields =>
      needs.includes(userScope)
        ? { 'www-authenticate': `${realm}, error="insufficient_scope", scope="${userScope}"` }
        : {},
    example: { type: 'forbidden', needs: ['Admin'] },
  },
  'not-found': {
    status: 404,
    title: { de: 'Nicht gefunden', en: 'Not found' },
    meaning: {
      de: 'Unter dieser Kennung gibt es für Ihr Unternehmen nichts. Bitte die Kennung prüfen oder die Liste abrufen.',
      en: 'There is nothing under this id for your company. Please check the id or read the list.',
    },
    example: { type: 'not-found' },
  },
  conflict: {
    status: 409,
    title: { de: 'Im jetzigen Zustand nicht möglich', en: 'Not possible in the present state' },
    meaning: {
      de: 'Ein anderer Zustand steht dem entgegen; „reason“ nennt ihn. Bitte diesen zuerst ändern.',
      en: 'Another state stands against it; “reason” names it. Please change that first.',
    },
    detail: ({ reason }) => conflictText(reason),
    extras: ({ reason }) => ({ reason }),
    example: { type: 'conflict', reason: 'run-in-progress' },
  },
  stale: {
    status: 412,
    title: { de: 'Inzwischen geändert', en: 'Changed meanwhile' },
    meaning: {
      de: 'Das wurde seit dem Lesen geändert. Bitte neu lesen und die Änderung mit dem neuen ETag wiederholen.',
      en: 'This was changed since it was read. Please read it again and repeat the change with the new ETag.',
    },
    example: { type: 'stale' },
  },
  'precondition-required': {
    status: 428,
    title: { de: 'If-Match fehlt', en: 'If-Match is missing' },
    meaning: {
      de: 'Änderungen brauchen den ETag des gelesenen Standes. Bitte lesen und ihn als If-Match mitsenden.',
      en: 'Changes need the ETag of what was read. Please read it and send the ETag as If-Match.',
    },
    example: { type: 'precondition-required' },
  },
  'idempotency-key-reused': {
    status: 422,
    title: { de: 'Idempotency-Key schon verwendet', en: 'Idempotency-Key was used before' },
    meaning: {
      de: 'Dieser Schlüssel gehört zu einem anderen Aufruf der letzten 24 Stunden. Bitte für jeden neuen Aufruf einen neuen wählen.',
      en: 'This key belongs to another call of the last 24 hours. Please choose a new one for each new call.',
    },
    example: { type: 'idempotency-key-reused' },
  },
  'request-in-progress': {
    status: 409,
    title: { de: 'Aufruf läuft noch', en: 'Call is under way' },
    meaning: {
      de: 'Ein Aufruf mit diesem Idempotency-Key wird gerade ausgeführt. Bitte nach der Zeit in Retry-After wiederholen.',
      en: 'A call with this Idempotency-Key is being carried out. Please repeat it after the time in Retry-After.',
    },
    headers: () => ({ 'retry-after': '2' }),
    example: { type: 'request-in-progress' },
  },
  'too-large': {
    status: 413,
    title: { de: 'Inhalt zu groß', en: 'Body too large' },
    meaning: {
      de: 'Der Inhalt ist größer als hier erlaubt. Bitte auf mehrere Aufrufe verteilen.',
      en: 'The body is larger than allowed here. Please spread it over several calls.',
    },
    detail: ({ limit }) => ({
      de: `Der Inhalt darf höchstens ${limit} Byte groß sein. Bitte auf mehrere Aufrufe verteilen.`,
      en: `The body may have at most ${limit} bytes. Please spread it over several calls.`,
    }),
    extras: ({ limit }) => ({ limit }),
    example: { type: 'too-large', limit: 262_144 },
  },
  'unsupported-media-type': {
    status: 415,
    title: { de: 'Format nicht unterstützt', en: 'Format not supported' },
    meaning: {
      de: 'Inhalte werden unkomprimiert in UTF-8 und einem der genannten Formate angenommen. Bitte Content-Type anpassen.',
      en: 'Bodies are taken uncompressed in UTF-8 and one of the formats named. Please adapt Content-Type.',
    },
    detail: ({ supported }) => ({
      de: `Angenommen wird, unkomprimiert und in UTF-8: ${supported}. Bitte Content-Type anpassen.`,
      en: `Taken is, uncompressed and in UTF-8: ${supported}. Please adapt Content-Type.`,
    }),
    extras: ({ supported }) => ({ supported }),
    example: { type: 'unsupported-media-type', supported: 'application/json' },
  },
  'consent-required': {
    status: 403,
    title: { de: 'Zustimmung fehlt', en: 'Consent is missing' },
    meaning: {
      de: 'Das Unternehmen hat dem noch nicht zugestimmt. Bitte den Link unter „consentUrl“ an einen Administrator geben.',
      en: 'The company has not consented to this yet. Please give the link in “consentUrl” to an administrator.',
    },
    detail: ({ missingPermissions }) => ({
      de: `Es fehlt die Zustimmung eines Administrators zu: ${missingPermissions.join(', ')}. Bitte ihm den Zustimmungslink weiterleiten.`,
      en: `An administrator’s consent is missing for: ${missingPermissions.join(', ')}. Please forward the consent link to one.`,
    }),
    extras: ({ missingPermissions, consentUrl }) => ({
      missingPermissions,
      ...(consentUrl !== undefined && { consentUrl }),
    }),
    example: {
      type: 'consent-required',
      missingPermissions: ['User.Read.All'],
      consentUrl: 'https://login.microsoftonline.com/organizations/v2.0/adminconsent',
    },
  },
  'access-blocked': {
    status: 403,
    title: { de: 'Vom Unternehmen gesperrt', en: 'Blocked by the company' },
    meaning: {
      de: 'Eine Zugriffsrichtlinie des Unternehmens lässt das nicht zu, z. B. nur registrierte Geräte. Bitte an die eigene IT wenden.',
      en: 'An access policy of the company does not allow this, e.g. registered devices only. Please ask your IT.',
    },
    extras: ({ code }) => ({ code }),
    example: { type: 'access-blocked', code: 'AADSTS53003' },
  },
  'share-unusable': {
    status: 422,
    title: { de: 'Freigabe nicht nutzbar', en: 'Share cannot be used' },
    meaning: {
      de: 'Die genannte Freigabe kann nicht verwendet werden; „reason“ sagt, warum. Bitte beim Anbieter nachfragen.',
      en: 'The share named cannot be used; “reason” says why. Please ask its provider.',
    },
    detail: ({ reason }) => shareUnusableTexts[reason],
    extras: ({ reason }) => ({ reason }),
    example: { type: 'share-unusable', reason: 'expired' },
  },
  'licences-short': {
    status: 402,
    title: { de: 'Zu wenige Lizenzen', en: 'Too few licences' },
    meaning: {
      de: 'Für die Postfächer aller Importe sind zu wenige Lizenzen gebucht. Bitte die fehlenden buchen oder weniger Postfächer wählen.',
      en: 'Too few licences are booked for the mailboxes of all imports. Please book those missing or choose fewer mailboxes.',
    },
    detail: ({ needed, held, missing }) => ({
      de: `Nötig sind ${needed} Lizenzen, gebucht ${held}: es fehlen ${missing}. Bitte unter /v1/licences buchen oder weniger Postfächer wählen.`,
      en: `${needed} licences are needed, ${held} booked: ${missing} are missing. Please book them at /v1/licences or choose fewer mailboxes.`,
    }),
    extras: ({ needed, held, missing }) => ({ needed, held, missing }),
    example: { type: 'licences-short', needed: 12, held: 8, missing: 4 },
  },
  'licences-in-use': {
    status: 409,
    title: { de: 'Lizenzen werden verwendet', en: 'Licences are in use' },
    meaning: {
      de: 'Mit so wenigen Lizenzen würden Importe anhalten; „imports“ nennt sie. Bitte mehr behalten oder das mit acceptPause annehmen.',
      en: 'With so few licences imports would pause; “imports” names them. Please keep more or accept that by acceptPause.',
    },
    detail: ({ needed, wanted, imports }) => ({
      de: `Nötig sind ${needed} Lizenzen; mit ${wanted} würden ${imports.length} Importe anhalten (imports). Bitte mehr behalten oder acceptPause: true senden. Aus Postfächern wird nichts gelöscht.`,
      en: `${needed} licences are needed; with ${wanted}, ${imports.length} imports would pause (imports). Please keep more or send acceptPause: true. Nothing is deleted from mailboxes.`,
    }),
    extras: ({ needed, wanted, imports }) => ({ needed, wanted, imports }),
    example: {
      type: 'licences-in-use',
      needed: 12,
      wanted: 8,
      imports: ['3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
    },
  },
  'seats-short': {
    status: 402,
    title: { de: 'Alle Plätze vergeben', en: 'All seats are taken' },
    meaning: {
      de: 'Alle Plätze der App, die das Unternehmen gekauft hat, sind vergeben. Bitte einen Administrator bitten, weitere zu kaufen oder einen freizugeben.',
      en: 'All seats of the app that the company has bought are taken. Please ask an administrator to buy more or to release one.',
    },
    detail: ({ needed, held, missing }) => ({
      de: `Nötig sind ${needed} Plätze, gekauft ${held}: es fehlen ${missing}. Bitte einen Administrator bitten, weitere zu kaufen oder einen freizugeben (DELETE /v1/seats/{userId}).`,
      en: `${needed} seats are needed, ${held} bought: ${missing} are missing. Please ask an administrator to buy more or to release one (DELETE /v1/seats/{userId}).`,
    }),
    extras: ({ needed, held, missing }) => ({ needed, held, missing }),
    example: { type: 'seats-short', needed: 26, held: 25, missing: 1 },
  },
  'subscription-required': {
    status: 403,
    title: { de: 'Kein laufendes Abonnement', en: 'No running subscription' },
    meaning: {
      de: 'Die App braucht ein laufendes Abonnement; „reason“ sagt, was fehlt. Bitte einen Administrator des Unternehmens darum bitten.',
      en: 'The app needs a running subscription; “reason” says what is missing. Please ask an administrator of the company for one.',
    },
    detail: ({ reason }) => subscriptionTexts[reason],
    extras: ({ reason }) => ({ reason }),
    example: { type: 'subscription-required', reason: 'none' },
  },
  'start-again': {
    status: 410,
    title: { de: 'Bitte von vorn beginnen', en: 'Please start again' },
    meaning: {
      de: 'Seit dem Stand dieses Zeigers lässt sich nicht mehr sagen, was sich geändert hat. Bitte die Kontakte ohne cursor neu abrufen und die bisherigen ersetzen.',
      en: 'What has changed since this cursor can no longer be told. Please read the contacts anew without a cursor and replace those you have.',
    },
    detail: ({ reason }) => startAgainTexts[reason],
    extras: ({ reason }) => ({ reason }),
    example: { type: 'start-again', reason: 'too-old' },
  },
  throttled: {
    status: 429,
    title: { de: 'Zu viele Aufrufe', en: 'Too many calls' },
    meaning: {
      de: 'Es kamen zu viele Aufrufe in kurzer Zeit. Bitte nach der Zeit in Retry-After wiederholen.',
      en: 'There were too many calls in a short time. Please repeat after the time in Retry-After.',
    },
    detail: ({ policy, retryAfterSeconds }) =>
      policy === undefined ? problemKinds.throttled.meaning : limitText(policy, retryAfterSeconds),
    extras: ({ retryAfterSeconds, policy }) => ({
      retryAfterSeconds,
      ...(policy !== undefined && { policy: policy.name }),
    }),
    headers: ({ retryAfterSeconds }) => ({ 'retry-after': String(Math.ceil(retryAfterSeconds)) }),
    example: {
      type: 'throttled',
      retryAfterSeconds: 20,
      policy: { name: 'changing', quota: 60, windowSeconds: 60 },
    },
  },
  unavailable: {
    status: 503,
    title: { de: 'Vorübergehend nicht möglich', en: 'Temporarily not possible' },
    meaning: {
      de: 'Ein Dienst, der dafür gebraucht wird, antwortet nicht. Bitte nach der Zeit in Retry-After wiederholen.',
      en: 'A service that this needs does not answer. Please repeat after the time in Retry-After.',
    },
    extras: ({ service }) => ({ service }),
    headers: () => ({ 'retry-after': '30' }),
    example: { type: 'unavailable', service: 'microsoft-graph' },
  },
  'internal-error': {
    status: 500,
    title: { de: 'Fehler in Switchboard', en: 'Fault in Switchboard' },
    meaning: {
      de: 'Hier ist Switchboard ein Fehler unterlaufen. Bitte später wiederholen; hält es an, dem Betreiber die correlationId nennen.',
      en: 'Switchboard has made a mistake here. Please repeat later; if it lasts, tell the operator the correlationId.',
    },
    example: { type: 'internal-error' },
  },
};

export const problemTypes = Object.keys(problemKinds) as readonly ProblemType[];
