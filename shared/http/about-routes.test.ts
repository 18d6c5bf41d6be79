import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { withAboutRoutes } from './about-routes.ts';
import { problemTypes } from './problem-kinds.ts';
import { apiInfo } from './testing/api-info.ts';
import { makeBench, type SentRequest } from './testing/bench.ts';
import { shareRoute } from './testing/share-route.ts';

const routes = withAboutRoutes([shareRoute()], apiInfo);
const get = (operationId: string, request: SentRequest = {}) => {
  const route = routes.find((candidate) => candidate.operationId === operationId);
  if (route === undefined) throw new Error(operationId);
  return makeBench(route).send(request);
};

describe('/openapi.json', () => {
  it('describes all routes, itself among them, to everyone', async () => {
    const { status, json } = await get('getOpenApi');
    expect(status).toBe(200);
    expect(Object.keys(json['paths'] as object)).toEqual([
      '/v1/shares',
      '/openapi.json',
      '/docs',
      '/problems/{type}',
    ]);
  });
});

describe('/docs', () => {
  it('shows every operation with parameters, body, replies, errors and an example', async () => {
    const page = String((await get('getDocs', { headers: { 'accept-language': 'en' } })).body);
    for (const text of [
      '<html lang="en">',
      'POST /v1/shares',
      'Idempotency-Key',
      'Request body',
      '<a href="#shape-NewShare">NewShare</a>',
      '<code>selection.groups</code>',
      '<a href="/problems/conflict"><code>conflict</code></a>',
      'curl -X POST &#39;https://api.switchboard.example.net/v1/shares&#39;',
      'For the roles: Admin, Operator.',
    ]) {
      expect(page).toContain(text);
    }
  });

  it('speaks German unless asked otherwise', async () => {
    expect(String((await get('getDocs')).body)).toContain('Inhalt der Anfrage');
    const english = await get('getDocs', { url: '/docs?language=en', headers: { 'accept-language': 'de' } });
    expect(english.body).toContain('Request body');
    expect(english.headers['content-language']).toBe('en');
  });

  it('runs no script and allows its own style only', async () => {
    const { body, headers } = await get('getDocs');
    const style = /<style>([\s\S]*?)<\/style>/.exec(String(body))?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    );
    expect(body).not.toMatch(/<script|\sstyle=|\son\w+=|src=/);
  });

  it('links to no place that is not there', async () => {
    const page = String((await get('getDocs')).body);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    expect(targets.length).toBeGreaterThan(3);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
  });

  it('shows what is written in contracts as text, never as markup', async () => {
    const hostile = withAboutRoutes([{ ...shareRoute(), summary: '<img src=x onerror=alert(1)>' }], apiInfo);
    const route = hostile.find(({ operationId }) => operationId === 'getDocs');
    const page = String((await makeBench(route ?? shareRoute()).send()).body);
    expect(page).toContain('&lt;img');
    expect(page).not.toContain('<img');
  });
});

describe('/problems/{type}', () => {
  it.each(problemTypes)('explains %s in both languages', async (type) => {
    const { status, body } = await get('getProblemType', { params: { type } });
    expect(status).toBe(200);
    expect(body).toContain('lang="de"');
    expect(body).toContain('lang="en"');
  });

  it('knows no others', async () => {
    expect((await get('getProblemType', { params: { type: 'toString' } })).status).toBe(404);
  });
});
