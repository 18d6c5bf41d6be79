import { createHash } from 'node:crypto';
import type { Language } from '../kernel/tenant-context.ts';
import { type RawReply, raw } from './reply.ts';

declare const safe: unique symbol;
/** Markup that `html` has made: everything else is escaped when it is put into a page. */
export interface SafeHtml {
  readonly [safe]?: true;
  readonly markup: string;
}

type Piece = string | number | SafeHtml | undefined | false | readonly Piece[];

/** Template tag for markup; what is inserted is escaped unless `html` has made it itself. */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): SafeHtml => ({
  markup: strings.reduce((page, text, index) => page + render(pieces[index - 1]) + text),
});

const render = (piece: Piece): string => {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return escaped(String(piece));
  return 'markup' in piece ? piece.markup : piece.map(render).join('');
};

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const style = `
:root{color-scheme:light dark;--line:#8884;--soft:#8881}
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.6rem}h2{margin-top:2.5rem;border-bottom:1px solid var(--line)}h3{margin:2rem 0 .5rem}h4{margin:1rem 0 .3rem}
code,pre{font:.875em/1.45 ui-monospace,monospace;background:var(--soft);border-radius:.25rem;padding:.1em .3em}
pre{padding:.75rem;overflow-x:auto;white-space:pre}
table{border-collapse:collapse;width:100%;font-size:.925rem}td,th{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-top:1px solid var(--line)}
.wide{overflow-x:auto}.quiet{opacity:.75}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
@media print{tr,.together{break-inside:avoid}}
@media(max-width:40rem){body{padding:1rem}}
`;

const contentPolicy = (): string => {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;
};

/** A whole page that runs no script and loads nothing; its policy allows its own style alone. */
export const pageReply = (page: {
  readonly title: string;
  readonly language: Language;
  readonly body: SafeHtml;
}): RawReply<200> => {
  const { markup } = html`<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · Switchboard</title>
<style>${{ markup: style }}</style>
</head>
<body>
${page.body}
</body>
</html>
`;
  return raw(200, 'text/html; charset=utf-8', markup, {
    'content-language': page.language,
    'content-security-policy': contentPolicy(),
  });
};
