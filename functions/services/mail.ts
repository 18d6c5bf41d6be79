import { makeAcsMailer } from '../../shared/adapters/mail/acs.ts';
import { makeSmtpMailer } from '../../shared/adapters/mail/smtp.ts';
import type { Config } from '../../shared/config/config.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import type { Secrets } from '../../shared/kernel/secrets.ts';
import type { Mailer } from '../../shared/notifications/mailer.ts';
import type { CredentialFor } from '../services.ts';

/** The one way out for mail; an SMTP server's password is read from the vault now. */
export const openMailer = async (
  config: Config,
  secrets: Secrets,
  credentialFor: CredentialFor,
): Promise<Mailer> => {
  const { mail, insecureLoopback } = config;
  if (mail.kind === 'smtp') return smtpMailer(mail, insecureLoopback, secrets);
  const common = { senderAddress: mail.sender, clock: systemClock };
  return mail.access.kind === 'connection-string'
    ? makeAcsMailer({ ...common, connectionString: mail.access.connectionString })
    : makeAcsMailer({
        ...common,
        endpoint: mail.access.address,
        credential: credentialFor(mail.access.address),
      });
};

const smtpMailer = async (
  mail: Extract<Config['mail'], { kind: 'smtp' }>,
  insecureLoopback: boolean,
  secrets: Secrets,
): Promise<Mailer> => {
  const { protocol, hostname, port, username } = new URL(mail.url);
  const password = mail.passwordSecret === undefined ? undefined : await secrets.get(mail.passwordSecret);
  const plain = insecureLoopback && protocol === 'smtp:' && hostname === '127.0.0.1';
  return makeSmtpMailer({
    host: hostname,
    port: Number(port || (protocol === 'smtps:' ? 465 : 587)),
    security: protocol === 'smtps:' ? 'tls' : plain ? 'none' : 'starttls',
    ...(password === undefined ? {} : { credentials: { user: decodeURIComponent(username), password } }),
    senderAddress: mail.sender,
    senderName: 'Switchboard',
  });
};
