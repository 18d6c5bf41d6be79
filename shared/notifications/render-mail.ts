import type { Language } from '../kernel/tenant-context.ts';
import type { Block, MailContent } from './mail-content.ts';

const footer: Readonly<Record<Language, string>> = {
  de: 'Diese Nachricht hat Switchboard automatisch verschickt. Antworten darauf liest niemand.',
  en: 'Switchboard sent this message automatically. Nobody reads replies to it.',
};

/** The mail as plain text, lines ending in "\n". */
export const renderText = (content: MailContent): string =>
  `${[...content.blocks.map(blockText), `-- \n${footer[content.language]}`].join('\n\n')}\n`;

/** The mail as an HTML document with everything inline: mail clients drop style sheets and load no images. */
export const renderHtml = (content: MailContent): string =>
  [
    '<!doctype html>',
    `<html lang="${content.language}"><head><meta charset="utf-8"><title>${escaped(content.subject)}</title></head>`,
    '<body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#1f2328;background:#fff">',
    '<div style="max-width:600px;margin:0 auto">',
    ...content.blocks.map(blockHtml),
    `<p style="margin:32px 0 0;font-size:13px;color:#57606a">${escaped(footer[content.language])}</p>`,
    '</div></body></html>',
    '',
  ].join('\n');

/** One line without control characters, line separators or marks that turn the direction of what follows. */
export const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();

const blockText = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return oneLine(block.text);
    case 'facts':
      return block.rows.map(([label, value]) => `${oneLine(label)}: ${oneLine(value)}`).join('\n');
    case 'button':
      return `${oneLine(block.label)}:\n${webUrl(block.url)}`;
  }
};

const blockHtml = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return `<p style="margin:0 0 16px">${escaped(block.text)}</p>`;
    case 'facts':
      return `<table style="margin:0 0 16px;border-collapse:collapse">${block.rows.map(factHtml).join('')}</table>`;
    case 'button': {
      const url = escaped(webUrl(block.url));
      const look =
        'display:inline-block;padding:10px 18px;background:#0b57d0;color:#fff;text-decoration:none';
      // The address is shown, too: some clients strip buttons, and a receiver should see where he is sent.
      return (
        `<p style="margin:0 0 8px"><a href="${url}" style="${look}">${escaped(block.label)}</a></p>` +
        `<p style="margin:0 0 16px;font-size:13px;color:#57606a">${url}</p>`
      );
    }
  }
};

const factHtml = ([label, value]: readonly [string, string]): string =>
  `<tr><th style="padding:2px 16px 2px 0;text-align:left;font-weight:normal;color:#57606a">${escaped(label)}</th>` +
  `<td style="padding:2px 0">${escaped(value)}</td></tr>`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => oneLine(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? '');

/** Links come from configuration and ids; anything but a web address is a bug and ends here. */
const webUrl = (text: string): string => {
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Error('a mail links to web addresses only');
  return url.href;
};
