import { html, pageReply } from './html.ts';
import { languages } from './language.ts';
import type { ProblemType } from './problem-kind.ts';
import { problemKinds } from './problem-kinds.ts';
import type { RawReply } from './reply.ts';

/** What a problem's `type` leads to: its meaning and the way out, in both languages. */
export const problemPage = (type: ProblemType): RawReply<200> => {
  const { status, title, meaning } = problemKinds[type];
  return pageReply({
    title: `${type} (${status})`,
    language: 'en',
    body: html`<h1><code>${type}</code> · HTTP ${status}</h1>
${languages.map(
  (
    language,
  ) => html`<section lang="${language}"><h2>${title[language]}</h2><p>${meaning[language]}</p></section>
`,
)}`,
  });
};
