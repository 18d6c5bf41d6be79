import { createTransport } from 'nodemailer';
import { z } from 'zod';

const address = z.object({ address: z.email(), displayName: z.string().nullish() });
const addresses = z.array(address).nullish();
export const messageSchema = z.object({
  senderAddress: z.email(),
  headers: z.record(z.string(), z.string()).nullish(),
  content: z
    .object({ subject: z.string(), plainText: z.string().nullish(), html: z.string().nullish() })
    .refine(({ plainText, html }) => Boolean(plainText ?? html), 'plainText or html is required'),
  recipients: z.object({ to: addresses, cc: addresses, bcc: addresses }),
  replyTo: addresses,
  attachments: z
    .array(
      z.object({
        name: z.string(),
        contentType: z.string(),
        contentInBase64: z.base64(),
        contentId: z.string().nullish(),
      }),
    )
    .nullish(),
  userEngagementTrackingDisabled: z.boolean().nullish(),
});
export type EmailMessage = z.output<typeof messageSchema>;

/** Service limits: recipients of a message, bytes of a request with its attachments. */
export const maximumRecipients = 50;
export const maximumBytes = 10 * 1024 * 1024;

export const recipientsOf = ({ recipients: { to, cc, bcc } }: EmailMessage): readonly string[] =>
  [...(to ?? []), ...(cc ?? []), ...(bcc ?? [])].map((recipient) => recipient.address);

/** The message as the service would put it on the wire. */
export async function composed(message: EmailMessage): Promise<Uint8Array> {
  const list = (entries: z.output<typeof addresses>) =>
    (entries ?? []).map(({ address, displayName }) => ({ address, name: displayName ?? '' }));
  const { plainText, html, subject } = message.content;
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const info = await transport.sendMail({
    from: message.senderAddress,
    to: list(message.recipients.to),
    cc: list(message.recipients.cc),
    replyTo: list(message.replyTo),
    subject,
    ...(plainText ? { text: plainText } : {}),
    ...(html ? { html } : {}),
    headers: message.headers ?? {},
    attachments: (message.attachments ?? []).map(({ name, contentType, contentInBase64, contentId }) => ({
      filename: name,
      contentType,
      content: Buffer.from(contentInBase64, 'base64'),
      ...(contentId ? { cid: contentId } : {}),
    })),
  });
  if (!Buffer.isBuffer(info.message)) throw new Error('the composer gave a stream');
  return info.message;
}
