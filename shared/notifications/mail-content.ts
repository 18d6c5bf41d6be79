import type { Language } from '../kernel/tenant-context.ts';

/**
 * What a mail says, before it is text or HTML: both are made from this, so that they cannot differ. Values from users may
 * stand in any text of the body; rendering escapes them.
 */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'button'; readonly label: string; readonly url: string };

export interface MailContent {
  readonly language: Language;
  /** Fixed by kind and language: nothing that a user typed gets into a header. */
  readonly subject: string;
  readonly blocks: readonly Block[];
}

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const facts = (...rows: readonly (readonly [string, string])[]): Block => ({ kind: 'facts', rows });
export const button = (label: string, url: string): Block => ({ kind: 'button', label, url });
