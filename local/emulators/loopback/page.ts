import { html, raw } from 'hono/html';

export type Html = ReturnType<typeof html>;

const style = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
  button { font: inherit; padding: .5rem 1rem; min-height: 2.75rem; cursor: pointer }
  ul.choices { list-style: none; padding: 0 } ul.choices button { width: 100%; text-align: left; margin: .15rem 0 }
  table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .4rem; border-bottom: 1px solid #ccc; vertical-align: top }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f4f4f4; padding: 1rem }
  iframe { width: 100%; height: 28rem; border: 1px solid #767676 }
  small, .note { color: #555 } :focus-visible { outline: 3px solid #0b5fff; outline-offset: 2px }`;

/** A whole HTML page; everything interpolated into `html` is escaped. */
export function page(language: 'de' | 'en', title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <style>
      ${raw(style)}
    </style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${body}
    </main>
  </body>
</html>`;
}

/** German when the first supported language of `Accept-Language` (or an override such as `ui_locales`) is German. */
export function pageLanguage(acceptLanguage: string | undefined, override?: string): 'de' | 'en' {
  for (const tag of `${override ?? ''} ${acceptLanguage ?? ''}`.toLowerCase().split(/[\s,]+/)) {
    if (tag.startsWith('de')) return 'de';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
}
