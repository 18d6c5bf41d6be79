import { html, pageReply, type SafeHtml } from '../../shared/http/html.ts';
import type { Texts } from '../../shared/http/language.ts';
import type { RawReply } from '../../shared/http/reply.ts';
import type { Language } from '../../shared/kernel/tenant-context.ts';

export interface PageWords {
  readonly title: Texts;
  readonly text: Texts;
  /** Codes and names to be passed on. */
  readonly facts?: readonly string[];
  /** Where the reader can go from here. */
  readonly way?: { readonly href: string; readonly text: Texts };
}

const section = ({ title, text, facts, way }: PageWords, language: Language): SafeHtml =>
  html`<section lang="${language}">
<h1>${title[language]}</h1>
<p>${text[language]}</p>
${facts !== undefined && html`<ul>${facts.map((fact) => html`<li><code>${fact}</code></li>`)}</ul>`}
${way !== undefined && html`<p><a href="${way.href}">${way.text[language]}</a></p>`}
</section>`;

/** In the reader's language first, then in the other: whoever a link is forwarded to understands it. */
export const browserPage = <Status extends number>(
  status: Status,
  words: PageWords,
  first: Language,
): RawReply<Status> => {
  const order: readonly Language[] = first === 'de' ? ['de', 'en'] : ['en', 'de'];
  const page = pageReply({
    title: words.title[first],
    language: first,
    body: html`<main>${order.map((language) => section(words, language))}</main>`,
  });
  return { ...page, status };
};
