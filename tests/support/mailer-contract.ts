import { describe, expect, it } from 'vitest';
import { derivedId } from '../../shared/kernel/ids.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { Mailer, MailMessage } from '../../shared/notifications/mailer.ts';

/** What the next mail meets at the provider. */
export type Misfortune = 'refused-for-good' | 'refused-for-now' | 'answer-lost';

export interface MailerSubject {
  readonly mailer: Mailer;
  /** What has arrived, oldest first. */
  readonly received: () => Promise<readonly Omit<MailMessage, 'id'>[]>;
}

let mails = 0;
export const sampleMail = (fields: Partial<MailMessage> = {}): MailMessage => {
  mails += 1;
  return {
    id: derivedId('mailer-contract', String(mails)),
    to: 'anna@mueller.example',
    subject: 'Prüfung: Grüße & Küsse — 5 € ✓',
    text: 'Zeile eins\n\nÜberlange Zeile '.concat('ä'.repeat(2000)),
    html: '<!doctype html>\n<p title="x">Grüße &amp; Küsse</p>',
    ...fields,
  };
};

const contentOf = ({ id: _id, ...content }: MailMessage) => content;
const refusal = (permanent: boolean) =>
  err({ type: 'mail-refused', permanent, code: expect.not.stringContaining('@') });

/** What a mailer does, whatever provider is behind it: over SMTP, the e-mail service, and in the simulation. */
export const mailerContract = (
  name: string,
  open: (misfortune?: Misfortune) => Promise<MailerSubject>,
): void => {
  describe(`[N1] a mail over ${name}`, () => {
    it('arrives once, as it was written', async () => {
      const { mailer, received } = await open();
      const mail = sampleMail();
      expect(await mailer.send(mail)).toEqual(ok({ providerMessageId: expect.stringContaining(mail.id) }));
      expect(await received()).toEqual([contentOf(mail)]);
    });

    it('has the same id at the provider when it is sent again', async () => {
      const { mailer } = await open();
      const mail = sampleMail();
      const first = await mailer.send(mail);
      expect(await mailer.send(mail)).toEqual(first);
    });

    it('that is refused for good does not arrive; the code is without the address', async () => {
      const { mailer, received } = await open('refused-for-good');
      expect(await mailer.send(sampleMail())).toMatchObject(refusal(true));
      expect(await received()).toEqual([]);
    });

    it('that is refused for now does not arrive, and does when it is sent later', async () => {
      const { mailer, received } = await open('refused-for-now');
      const mail = sampleMail();
      expect(await mailer.send(mail)).toMatchObject(refusal(false));
      expect(await received()).toEqual([]);
      expect((await mailer.send(mail)).ok).toBe(true);
      expect(await received()).toEqual([contentOf(mail)]);
    });

    it('that arrived without our being told is not refused for good; sent again, it may come twice', async () => {
      const { mailer, received } = await open('answer-lost');
      const mail = sampleMail();
      expect(await mailer.send(mail)).toMatchObject(refusal(false));
      expect(await received()).toEqual([contentOf(mail)]);
      expect((await mailer.send(mail)).ok).toBe(true);
      const arrived = await received();
      expect(arrived.length).toBeLessThanOrEqual(2);
      expect(arrived).toEqual(arrived.map(() => contentOf(mail)));
    });
  });
};
