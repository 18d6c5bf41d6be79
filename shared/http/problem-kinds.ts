import type { HeaderFields } from './exchange.ts';
import { bytesText } from './language.ts';
import { ruleText } from './messages.ts';
import { userScope } from './principal.ts';
import type { ProblemKind, ProblemType } from './problem-kind.ts';
import { conflictText, limitText, shareUnusableTexts, signInTexts, startAgainTexts } from './reasons.ts';
import { subscriptionProblems } from './subscription-problems.ts';

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
      de: 'Das gibt es für Ihr Unternehmen nicht, nicht mehr oder noch nicht. Bitte die Kennung prüfen oder die Liste abrufen.',
      en: 'Your company has no such thing, no longer, or not yet. Please check the id or read the list.',
    },
    example: { type: 'not-found' },
  },
  'unknown-address': {
    status: 404,
    title: { de: 'Adresse unbekannt', en: 'Unknown address' },
    meaning: {
      de: 'Unter dieser Adresse gibt es keinen Aufruf. Bitte Pfad und Schreibweise anhand der Beschreibung unter /docs prüfen.',
      en: 'There is no call at this address. Please check path and spelling against the description at /docs.',
    },
    example: { type: 'unknown-address' },
  },
  'method-not-allowed': {
    status: 405,
    title: { de: 'Methode nicht möglich', en: 'Method not possible' },
    meaning: {
      de: 'Diese Adresse gibt es, aber nicht mit dieser Methode. Bitte eine aus „Allow“ verwenden.',
      en: 'This address exists, but not with this method. Please use one of “Allow”.',
    },
    detail: ({ allowed }) => ({
      de: `Diese Adresse gibt es, aber nur mit ${allowed.join(', ')}. Bitte anhand der Beschreibung unter /docs prüfen.`,
      en: `This address exists, but with ${allowed.join(', ')} only. Please check it against the description at /docs.`,
    }),
    extras: ({ allowed }) => ({ allowed }),
    headers: ({ allowed }) => ({ allow: allowed.join(', ') }),
    example: { type: 'method-not-allowed', allowed: ['GET', 'HEAD', 'POST', 'OPTIONS'] },
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
      de: `Der Inhalt darf höchstens ${bytesText(limit)} groß sein. Bitte auf mehrere Aufrufe verteilen.`,
      en: `The body may have at most ${bytesText(limit)}. Please spread it over several calls.`,
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
  ...subscriptionProblems,
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
