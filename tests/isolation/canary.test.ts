import { expect, it } from 'vitest';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { canaries, canariesIn, everythingStored } from './support/canaries.ts';
import { makeWorld, openApp } from './support/world.ts';

it('[T5] no name, number or address of 200 people is outside sealed fields and mailboxes', async () => {
  const logged: string[] = [];
  const open = await openApp({ onLog: (line) => logged.push(line) });
  const { app } = open;
  const world = await makeWorld(open);
  const { provider, importer } = world.tenants;
  const admin = await world.tokenOf(provider);
  const partner = await world.tokenOf(importer);
  for (const { word: _w, number: _n, ...person } of canaries) {
    app.directoryOf(provider).put(systemRandom.id(), person, `photo of ${person.displayName}`);
  }
  const answers: string[] = [];
  const ask = async (token: string, method: string, path: string, body?: unknown) => {
    const answer = await app.ask({ method, path, token, body });
    // Answers of success are for whoever may read the contacts; refusals are for anybody.
    if (answer.status >= 400) answers.push(String(answer.body), JSON.stringify(answer.headers));
    return answer;
  };

  const { sourceId, shareId, importId, listId } = world.ids;
  const rows = canaries.map(({ displayName, emails, number }) => [displayName, ...emails, number].join(';'));
  const load = async (lines: readonly string[]) => {
    const answer = await app.ask({
      method: 'POST',
      path: `/v1/sources/${listId}/contacts/load`,
      token: admin,
      headers: { 'content-type': 'text/csv' },
      body: ['Name;E-Mail;Telefon', ...lines].join('\n'),
    });
    if (answer.status >= 400) answers.push(String(answer.body), JSON.stringify(answer.headers));
    return answer.status;
  };
  expect(await load([...rows, ...canaries.map(({ word }) => `;${word};"${word}`)])).toBe(400);
  expect(await load(canaries.map(({ word }) => `${word};${word};${word}`))).toBe(400);
  expect(await load(rows)).toBe(200);
  const operator = await world.tokenOf(world.tenants.operator, ['Operator']);
  const everyone = { who: 'everyone' };
  const { etag = '' } = (await ask(admin, 'GET', `/v1/sources/${sourceId}`)).headers;
  await app.ask({
    method: 'PATCH',
    path: `/v1/sources/${sourceId}`,
    token: admin,
    headers: { 'if-match': etag },
    body: { appAudience: everyone },
  });
  await ask(operator, 'PUT', `/v1/operator/tenants/${provider}/app-contract`, { users: everyone });
  await ask(admin, 'POST', `/v1/sources/${sourceId}/refresh`);
  await app.settle();
  await ask(partner, 'POST', `/v1/imports/${importId}/runs`);
  await app.settle();
  const box = app.mailboxes.mailbox(world.mailbox);
  expect(JSON.stringify(box.folders().map(({ id }) => box.contacts({ id })))).toContain(canaries[199]?.word);

  // The app finds them, and asks for what is not there.
  const found = await ask(
    admin,
    'GET',
    `/v1/me/contacts/lookup?phone=${encodeURIComponent(canaries[7]?.number ?? '')}`,
  );
  expect(String(found.body)).toContain(canaries[7]?.word);
  for (const { word, number, emails } of canaries.slice(0, 20)) {
    await ask(partner, 'GET', `/v1/me/contacts/lookup?phone=${encodeURIComponent(number)}`);
    await ask(admin, 'GET', `/v1/me/contacts/lookup?phone=${encodeURIComponent(word)}`);
    await ask(admin, 'GET', `/v1/me/contacts/${encodeURIComponent(emails[0] ?? word)}/vcard`);
  }

  // Now with all that can go wrong: refused bodies that hold people, mailboxes that fail, a directory that is away.
  const [someone] = canaries;
  for (const [path, token] of [
    ['/v1/sources', admin],
    ['/v1/shares', admin],
    ['/v1/imports', partner],
  ] as const) {
    await ask(token, 'POST', path, { displayName: someone?.displayName, kind: someone?.number });
    await ask(token, 'GET', `${path}/${encodeURIComponent(someone?.emails[0] ?? '')}`);
    await ask(token, 'GET', `${path}?limit=${someone?.number}&cursor=${someone?.word}`);
  }
  await ask(admin, 'PATCH', `/v1/shares/${shareId}`, { note: `${someone?.word}`.repeat(100) });
  app.directoryOf(provider).control.failAtPage = {
    page: 1,
    failure: { type: 'unavailable', service: 'microsoft-graph' },
  };
  await ask(admin, 'POST', `/v1/sources/${sourceId}/refresh?mode=full`);
  await app.settle();
  app.mailboxes.set({ fault: () => ({ kind: 'refused', code: 'ErrorInvalidProperty' }) });
  await ask(partner, 'POST', `/v1/imports/${importId}/runs`);
  await app.settle();

  const places = {
    tables: await everythingStored(Object.values(open.tables.names), [provider, importer, shareId]),
    messages: JSON.stringify(app.bus.sent),
    log: logged.join('\n'),
    refusals: answers.join('\n'),
    mails: JSON.stringify(app.mails),
  };
  expect(places.tables.length).toBeGreaterThan(10_000);
  expect(logged.length).toBeGreaterThan(10);
  expect(answers.length).toBeGreaterThan(10);
  for (const [place, text] of Object.entries(places)) expect([place, canariesIn(text)]).toEqual([place, []]);
}, 60_000);
