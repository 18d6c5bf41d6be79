import type { MailboxOperation, MailboxOutcome, MailboxRefusal } from '../../imports/mailboxes.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { TokenFailure } from '../entra/token-refusal.ts';
import { backoffMs, retryAfterMs } from '../retry-after.ts';
import { errorCode, type GraphAnswer } from './answer.ts';
import { isPolicyRefusal } from './graph-failure.ts';
import { isExpiredLink } from './reader.ts';

/** Where no time is named; Outlook's concurrency limit frees a place within seconds. */
const defaultThrottleMs = 10_000;

/** What a code says of the mailbox as a whole, whatever status it came with. */
const mailboxCodes: Readonly<Record<string, MailboxRefusal>> = {
  ErrorInvalidUser: 'user-not-found',
  Request_ResourceNotFound: 'user-not-found',
  ResourceNotFound: 'user-not-found',
  MailboxNotEnabledForRESTAPI: 'no-mailbox',
  MailboxNotSupportedForRESTAPI: 'no-mailbox',
  ErrorNonExistentMailbox: 'no-mailbox',
  ErrorMissingEmailAddress: 'no-mailbox',
  // Also a tenant without Contacts.ReadWrite: Exchange may grant single mailboxes without Entra's knowledge (RBAC for
  // Applications), so the token's permissions cannot tell the two apart.
  ErrorAccessDenied: 'access-denied',
  ErrorQuotaExceeded: 'quota-exceeded',
};

const pagedKinds: readonly MailboxOperation['kind'][] = ['changes', 'list', 'list-categories'];

/** Codes that mean the tenant, not the mailbox. */
const consentCodes = [
  'Authorization_RequestDenied',
  'Authorization_IdentityNotFound',
  'InvalidAuthenticationToken',
];

/** What an answer says of the mailbox as a whole; undefined where it is about something else. */
export const mailboxRefusalOf = (answer: GraphAnswer): MailboxRefusal | undefined => {
  const code = errorCode(answer);
  const isDenied = answer.status === 403 && !isPolicyRefusal(answer) && !consentCodes.includes(code);
  return mailboxCodes[code] ?? (isDenied ? 'access-denied' : undefined);
};

/** The outcome of an answer that is no success, to one operation. */
export function refusalOf(operation: MailboxOperation, answer: GraphAnswer, clock: Clock): MailboxOutcome {
  const { status } = answer;
  const code = errorCode(answer);
  const mailbox = mailboxCodes[code];
  if (mailbox !== undefined) return { status: 'no-mailbox', reason: mailbox };
  if (isPolicyRefusal(answer)) return { status: 'tenant-refused', reason: 'access-blocked', code };
  if (status === 401 || consentCodes.includes(code)) {
    return { status: 'tenant-refused', reason: 'consent-required', code: code || String(status) };
  }
  if (status === 429) return throttled(answer, clock);
  if (status >= 500) return { status: 'uncertain', reason: `${status} ${code}`.trim() };
  if (status === 403) return { status: 'no-mailbox', reason: 'access-denied' };
  if (isExpiredLink(answer) && pagedKinds.includes(operation.kind)) {
    return { status: 'link-expired' };
  }
  if (status === 404 || status === 410) return { status: 'gone' };
  // No code is documented for a category of that name.
  const isTaken = code === 'ErrorFolderExists' || operation.kind === 'create-category';
  if (status === 409 && isTaken) return { status: 'exists' };
  if (status === 412 && operation.kind === 'update' && operation.since !== undefined) {
    return { status: 'changed' };
  }
  // Someone changed the item at the same moment (ErrorIrresolvableConflict), or a part it waited for failed: not done.
  if (status === 409 || status === 412 || status === 424)
    return { status: 'throttled', retryAfterMs: backoffMs(0) };
  return { status: 'refused', code: code || String(status) };
}

const throttled = (answer: GraphAnswer, clock: Clock): MailboxOutcome => ({
  status: 'throttled',
  retryAfterMs: retryAfterMs(answer.headers.get('retry-after'), clock) ?? defaultThrottleMs,
});

/** The outcome of every operation of a call whose envelope was refused. */
export function envelopeRefusal(answer: GraphAnswer, clock: Clock): MailboxOutcome {
  const { status } = answer;
  const code = errorCode(answer) || String(status);
  if (status === 429) return throttled(answer, clock);
  if (status >= 500) return { status: 'uncertain', reason: `${status} ${errorCode(answer)}`.trim() };
  if (isPolicyRefusal(answer)) return { status: 'tenant-refused', reason: 'access-blocked', code };
  if (status === 401 || status === 403) return { status: 'tenant-refused', reason: 'consent-required', code };
  return { status: 'refused', code };
}

/** The outcome of every operation of a call that had no token to go with: nothing was sent. */
export function tokenRefusal(failure: TokenFailure): MailboxOutcome {
  switch (failure.type) {
    case 'consent-required':
      return { status: 'tenant-refused', reason: 'consent-required', code: 'no-token' };
    case 'access-blocked':
      return { status: 'tenant-refused', reason: 'access-blocked', code: failure.code };
    case 'throttled':
      return { status: 'throttled', retryAfterMs: failure.retryAfterSeconds * 1000 };
    case 'unavailable':
      return { status: 'throttled', retryAfterMs: defaultThrottleMs };
  }
}
