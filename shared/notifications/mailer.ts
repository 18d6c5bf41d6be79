import type { Result } from '../kernel/result.ts';

/** A mail to one receiver, ready to go. Header values (`to`, `subject`) hold no control characters. */
export interface MailMessage {
  /** The notification's id, a GUID: the provider's id of this mail is made from it, so that a repetition is recognised. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** `code` is short and technical ("5.1.1", "acs-429"), never the provider's words: they may name the receiver. */
export interface MailRefused {
  readonly type: 'mail-refused';
  /** This mail will never be taken; otherwise trying later is right. */
  readonly permanent: boolean;
  readonly code: string;
  /** Where the provider says so: not earlier than this. */
  readonly retryAfterSeconds?: number;
}

/** Hands mails to a provider. Does not throw for anything that the provider or the network does. */
export interface Mailer {
  send(message: MailMessage): Promise<Result<{ readonly providerMessageId: string }, MailRefused>>;
}
