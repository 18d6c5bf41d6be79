import type { Language } from '../kernel/tenant-context.ts';
import { curlExample } from './docs-example.ts';
import { inline, schemaPhrase, schemaTable } from './docs-schema.ts';
import { type DocsWords, docsWords } from './docs-words.ts';
import { html, pageReply, type SafeHtml } from './html.ts';
import type { OpenApiDocument, Operation, ResponseObject } from './openapi-types.ts';
import { problemMediaType } from './problems.ts';
import type { RawReply } from './reply.ts';

interface Entry {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** The OpenAPI document for people: every operation with parameters, body, replies, errors and an example. */
export const docsPage = (document: OpenApiDocument, language: Language): RawReply<200> => {
  const words = docsWords[language];
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Entry => ({ path, method, operation })),
  );
  const ofTag = (tag: string) => entries.filter(({ operation }) => operation.tags.includes(tag));
  return pageReply({
    title: words.title,
    language,
    body: html`<h1>${document.info.title} ${document.info.version} · ${words.title}</h1>
<p>${words.intro} <a href="/openapi.json">/openapi.json</a> · <a href="/docs?language=${language === 'de' ? 'en' : 'de'}">${words.otherLanguage}</a></p>
${prose(document.info.description)}
<nav><h2>${words.contents}</h2>
${document.tags.map(
  (tag) => html`<h4>${tag.name}</h4><p class="quiet">${inline(tag.description)}</p><ul>
${ofTag(tag.name).map(contentsLine)}</ul>
`,
)}</nav>
${document.tags.map(
  (tag) => html`<h2>${tag.name}</h2>
${ofTag(tag.name).map((entry) => operationSection(document, entry, words))}`,
)}
<h2>${words.shapes}</h2>
${Object.entries(document.components.schemas).map(
  ([
    name,
    schema,
  ]) => html`<section id="shape-${name}"><h3>${name}</h3>${schema.description !== undefined && prose(schema.description)}${schemaTable(schema, words)}</section>
`,
)}`,
  });
};

const contentsLine = ({ method, path, operation }: Entry): SafeHtml =>
  html`<li><a href="#${operation.operationId}"><code>${method.toUpperCase()} ${path}</code></a> ${operation.summary}</li>
`;

const prose = (text: string): SafeHtml =>
  html`${text.split('\n\n').map(
    (paragraph) => html`<p>${inline(paragraph)}</p>
`,
  )}`;

const operationSection = (document: OpenApiDocument, entry: Entry, words: DocsWords): SafeHtml => {
  const { path, method, operation } = entry;
  const [bodyType, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  return html`<section id="${operation.operationId}">
<h3><code>${method.toUpperCase()} ${path}</code></h3>
<p><strong>${operation.summary}</strong></p>
${prose(operation.description)}
<h4>${words.parameters}</h4>
<div class="wide"><table><tr><th>${words.name}</th><th>${words.place}</th><th></th><th></th><th>${words.meaning}</th></tr>
${operation.parameters.map(
  (parameter) =>
    html`<tr><td><code>${parameter.name}</code></td><td>${words[parameter.in]}</td><td>${parameter.required ? words.required : words.optional}</td><td>${schemaPhrase(parameter.schema, words)}</td><td>${inline(parameter.description)}</td></tr>
`,
)}</table></div>
${body !== undefined && html`<h4>${words.body}</h4><p><code>${bodyType}</code></p>${schemaTable(body.schema, words)}`}
${responseTable(operation, words, false)}
${responseTable(operation, words, true)}
<h4>${words.example}</h4>
<pre>${curlExample(document, path, method, operation)}</pre>
</section>
`;
};

const isProblem = (response: ResponseObject): boolean => response.content?.[problemMediaType] !== undefined;

const responseTable = (operation: Operation, words: DocsWords, problems: boolean): SafeHtml =>
  html`<h4>${problems ? words.errors : words.replies}</h4>
<div class="wide"><table>
${Object.entries(operation.responses)
  .filter(([, response]) => isProblem(response) === problems)
  .map(
    ([status, response]) =>
      html`<tr><td>${status}</td><td>${response.description}</td><td>${problems ? problemLinks(response) : content(response, words)}</td></tr>
`,
  )}</table></div>`;

const problemLinks = (response: ResponseObject): SafeHtml =>
  html`${Object.keys(response.content?.[problemMediaType]?.examples ?? {}).map(
    (type) => html`<a href="/problems/${type}"><code>${type}</code></a> `,
  )}`;

const content = (response: ResponseObject, words: DocsWords): SafeHtml =>
  html`${Object.entries(response.content ?? {}).map(
    ([type, media]) =>
      html`<code>${type}</code> ${type === 'application/json' ? schemaTable(media.schema, words) : ''}`,
  )}`;
