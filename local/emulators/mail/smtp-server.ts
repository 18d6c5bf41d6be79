import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Mailbox } from './mailbox.ts';
import type { Refusals } from './refusals.ts';

const maximumBytes = 25 * 1024 * 1024;

const words: Readonly<Record<number, string>> = {
  421: 'Service not available, try again later',
  450: 'Mailbox temporarily unavailable',
  451: 'Local error in processing',
  452: 'Insufficient system storage',
  550: 'No such user here',
  551: 'User not local',
  552: 'Mailbox full',
  553: 'Mailbox name not allowed',
};

const reply = (code: number, text = words[code] ?? 'Refused'): Error =>
  Object.assign(new Error(text), { responseCode: code });

const envelopeOf = ({ envelope }: SMTPServerSession) => ({
  from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
  to: envelope.rcptTo.map(({ address }) => address),
});

export interface SmtpFace {
  readonly url: string;
  close(): Promise<void>;
}

/** SMTP on 127.0.0.1 in plain text: any login is good, everything is kept unless a refusal says otherwise. */
export async function startSmtpFace(
  port: number,
  mailbox: Mailbox,
  refusals: Refusals,
  onMail: () => void,
): Promise<SmtpFace> {
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: maximumBytes,
    closeTimeout: 500,
    logger: false,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anonymous' }),
    onRcptTo: (address, _session, done) => {
      const refusal = refusals.take(address.address);
      const answer = refusal?.code === undefined ? null : reply(refusal.code);
      void pause(refusal?.delayMs ?? 0).then(() => done(answer));
    },
    onData: (stream, session, done) => {
      buffer(stream)
        .then(async (raw) => {
          if (stream.sizeExceeded) throw reply(552, 'Message exceeds fixed maximum message size');
          const id = await mailbox.keep('smtp', envelopeOf(session), raw);
          onMail();
          done(null, `Kept as ${id}`);
        })
        .catch((error: unknown) => done(error instanceof Error ? error : reply(451)));
    },
  });
  // A client that drops its connection is no fault of the catcher.
  server.on('error', (error) => console.warn('Mail catcher:', error.message));
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
