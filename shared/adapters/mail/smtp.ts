import { createTransport } from 'nodemailer';
import { err, ok } from '../../kernel/result.ts';
import type { Mailer } from '../../notifications/mailer.ts';
import { smtpRefusal } from './smtp-refusal.ts';

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /**
   * `tls` from the first byte (port 465), `starttls` or nothing at all (587): never in clear text for want of an offer.
   * `none` only to this machine.
   */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly credentials?: { readonly user: string; readonly password: string };
  /** The sender's address; its domain is the right half of every Message-ID. */
  readonly senderAddress: string;
  readonly senderName?: string;
  /** PEM of an own authority; the system's otherwise. */
  readonly trustedCertificates?: string;
  /** Milliseconds without progress, at connecting and after. */
  readonly timeoutMs?: number;
}

/**
 * [N1] Mails over SMTP. The Message-ID is made from the message's id: should a mail go out twice, receivers see one.
 * No pool: a few mails an hour are not worth a connection that the server has closed when it is needed.
 */
export const makeSmtpMailer = (options: SmtpOptions): Mailer => {
  const { host, port, security, credentials, senderAddress, senderName, timeoutMs = 20_000 } = options;
  if (security === 'none' && !['127.0.0.1', '::1', 'localhost'].includes(host)) {
    throw new Error('SMTP without TLS is for this machine only');
  }
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: {
      minVersion: 'TLSv1.2',
      ...(options.trustedCertificates === undefined ? {} : { ca: options.trustedCertificates }),
    },
    ...(credentials === undefined ? {} : { auth: { user: credentials.user, pass: credentials.password } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // What a mail says comes from us alone; it never makes the server read a file or fetch a page.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1);

  return {
    send: async ({ id, to, subject, text, html }) => {
      const messageId = `<${id}@${domain}>`;
      try {
        await transport.sendMail({
          messageId,
          from: { address: senderAddress, name: senderName ?? '' },
          // As an object it is one address, whatever it looks like.
          to: { address: to, name: '' },
          subject,
          text,
          html,
          // RFC 3834 and Exchange: no out-of-office answer to a machine.
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        });
        return ok({ providerMessageId: messageId });
      } catch (error) {
        return err(smtpRefusal(error));
      }
    },
  };
};
