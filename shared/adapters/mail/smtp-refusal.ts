import type { MailRefused } from '../../notifications/mailer.ts';

/** What nodemailer hangs on its errors. Its texts hold addresses and stay here. */
interface SmtpError extends Error {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
}

/**
 * Whose refusal is for good: a 5xx to the receiver or to the message itself (RFC 5321, 4.2.1). A 5xx to us (greeting, TLS,
 * login, sender) is a fault of ours or of our provider; mails wait until it is repaired.
 */
export const smtpRefusal = (error: unknown): MailRefused => {
  if (!(error instanceof Error)) throw error;
  const { code, command, response, responseCode } = error as SmtpError;
  const status = typeof responseCode === 'number' ? responseCode : undefined;
  // Found before anything was sent: an address that SMTP cannot carry, a message over the server's SIZE.
  const isUnsendable = status === undefined && (code === 'EENVELOPE' || code === 'EMESSAGE');
  const isRefused = status !== undefined && status >= 500 && status !== 503;
  return {
    type: 'mail-refused',
    permanent: isUnsendable || (isRefused && ['RCPT TO', 'DATA'].includes(String(command))),
    code: enhancedCode(response) ?? (status === undefined ? nodeCode(code) : `smtp-${status}`),
  };
};

/** Node's or nodemailer's name of what went wrong before the server said a word, e.g. "ECONNECTION". */
const nodeCode = (code: unknown): string => (typeof code === 'string' ? code : 'unknown');

/** RFC 3463, e.g. "5.1.1" of "550 5.1.1 no such user". */
const enhancedCode = (response: unknown): string | undefined =>
  typeof response === 'string' ? /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] : undefined;
