import { err, ok, type Result } from '../kernel/result.ts';
import { notificationKinds } from './kinds.ts';
import type { Links } from './links.ts';
import type { MailMessage } from './mailer.ts';
import type { Notification } from './notification.ts';
import { oneLine, renderHtml, renderText } from './render-mail.ts';

/** What makes a notification impossible to send, whenever it is tried. */
export type Unsendable = 'invalid-recipient' | 'invalid-params';

/**
 * [N1] The mail of a notification. The only header made of user input is the receiver's address, which has to be a plain
 * one: no name, no list, no white space, so that it can carry nothing else.
 */
export const composeMail = (notification: Notification, links: Links): Result<MailMessage, Unsendable> => {
  const { id, kind, language, params, recipient } = notification;
  if (!plainAddress.test(recipient) || recipient.length > longestAddress) return err('invalid-recipient');
  if (!notificationKinds[kind].params.safeParse(params).success) return err('invalid-params');
  const content = notificationKinds[kind].compose(language, params, links);
  return ok({
    id,
    to: recipient,
    subject: oneLine(content.subject),
    text: renderText(content),
    html: renderHtml(content),
  });
};

/** RFC 5321's dot-string local part and a domain with a dot; quoted local parts are legal, unused and a risk. */
const plainAddress =
  /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u;
const longestAddress = 254;
