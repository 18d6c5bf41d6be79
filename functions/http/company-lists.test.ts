import { expect, it } from 'vitest';
import { makeBench, type SentRequest, user } from '../../shared/http/testing/bench.ts';
import { listId, makeListBench } from '../../tests/support/list-fixtures.ts';
import { companyListFileRoutes } from './company-list-files.ts';
import { companyListRoutes } from './company-lists.ts';

const open = async () => {
  const bench = makeListBench();
  await bench.haveList();
  const routes = [...companyListRoutes(bench), ...companyListFileRoutes(bench)];
  const benches = new Map(routes.map((route) => [route.operationId, makeBench(route)]));
  const send = async (operationId: string, request: SentRequest = {}) => {
    const route = benches.get(operationId);
    if (route === undefined) throw new Error(operationId);
    const as = { ...user('Admin'), tenantId: bench.ctx.tenantId };
    return route.send({ as, ...request, params: { sourceId: listId, ...request.params } });
  };
  const load = (body: string | Uint8Array, contentType = 'text/csv', query = '') =>
    send('loadContacts', { url: `/load${query}`, headers: { 'content-type': contentType }, body });
  return { ...bench, send, load };
};
const reception = {
  displayName: '  Empfang ',
  companyName: 'Müller AG',
  department: '',
  phones: [
    { kind: 'business', number: '089 99998-0' },
    { kind: 'other', number: '412' },
  ],
};

it('[S10] a contact without e-mail is added, read, replaced and deleted, each under its ETag', async () => {
  const { send } = await open();
  const created = await send('createContact', { body: reception });
  const contactId = String(created.json['id']);
  expect(created).toMatchObject({
    status: 201,
    json: {
      displayName: 'Empfang',
      companyName: 'Müller AG',
      emails: [],
      phones: [
        { kind: 'business', number: '089 99998-0', e164: '+4989999980' },
        {
          kind: 'other',
          number: '412',
          e164: null,
          problem: 'internal',
          text: expect.stringContaining('Durchwahl'),
        },
      ],
    },
  });
  expect(created.json).not.toHaveProperty('department');
  expect(created.headers['location']).toBe(`https://api.example/v1/sources/${listId}/contacts/${contactId}`);
  const params = { contactId };
  const found = await send('getContact', { params });
  expect(found.json).toEqual(created.json);
  expect(found.headers['etag']).toBe(created.headers['etag']);
  expect((await send('listContacts')).json).toEqual({ value: [created.json] });

  const body = { givenName: 'Anna', surname: 'Berger' };
  expect((await send('replaceContact', { params, body })).status).toBe(428);
  const headers = { 'if-match': created.headers['etag'] ?? '' };
  const replaced = await send('replaceContact', { params, body, headers });
  expect(replaced.json).toEqual({
    id: contactId,
    ...body,
    displayName: 'Anna Berger',
    emails: [],
    phones: [],
  });
  expect((await send('replaceContact', { params, body: reception, headers })).status).toBe(412);
  expect((await send('deleteContact', { params, headers })).status).toBe(412);
  expect((await send('deleteContact', { params })).status).toBe(204);
  expect((await send('getContact', { params })).status).toBe(404);
  expect((await send('getContact', { params: { contactId: 'export' } })).status).toBe(404);
});

it('[S10] what breaks a rule is refused by its field', async () => {
  const { send } = await open();
  const body = {
    departement: 'x',
    displayName: ' ',
    jobTitle: 'x'.repeat(129),
    emails: ['anna'],
    phones: [{ kind: 'pager', number: '' }],
    businessAddress: { street: 'Weg 1\r\nHof', city: 'Mün\u0000chen' },
  };
  const { json } = await send('createContact', { body });
  expect(json['errors']).toEqual(
    [
      ['/jobTitle', 'max-length'],
      ['/emails/0', 'email'],
      ['/phones/0/kind', 'one-of'],
      ['/phones/0/number', 'not-empty'],
      ['/businessAddress/city', 'control-characters'],
      ['/departement', 'unknown-field'],
    ].map(([pointer, rule]) => ({ pointer, rule, detail: expect.any(String) as string })),
  );
  expect((await send('createContact', { body: { displayName: ' ' } })).json['errors']).toEqual([
    { pointer: '/displayName', rule: 'contact-name', detail: expect.stringContaining('keinen Namen') },
  ]);
});

it('[S10] a source of another kind is refused with the way out', async () => {
  const { send, otherKind } = await open();
  const answer = await send('createContact', { body: reception, params: { sourceId: otherKind } });
  expect(answer).toMatchObject({
    status: 409,
    json: { reason: 'source-read-elsewhere', detail: expect.stringContaining('company-list') },
  });
});

it('[S10] a file is loaded in UTF-8 and as Excel writes it, and nothing else', async () => {
  const { load, entries } = await open();
  const csv = 'Name;Straße\r\nPförtner – Süd €;Weg 1\r\n';
  const windows = Buffer.from(csv.replace('–', '\u0096').replace('€', '\u0080'), 'latin1');
  const names = async () => (await entries()).map(({ displayName }) => displayName);
  for (const [body, type] of [
    [csv, 'text/csv; charset=utf-8'],
    [`\uFEFF${csv}`, 'text/csv'],
    [windows, 'text/csv'],
    [windows, 'text/csv; charset=windows-1252; header=present'],
  ] as const) {
    const { status, json } = await load(body, type, '?mode=replace');
    expect([status, json['contacts']]).toEqual([200, 1]);
    expect(await names()).toEqual(['Pförtner – Süd €']);
  }
  expect((await load(Buffer.from(`\uFEFF${csv}`, 'utf16le'))).json['errors']).toMatchObject([
    { rule: 'utf-8' },
  ]);
  expect((await load(csv, 'text/csv; charset=utf-16')).status).toBe(415);
  expect((await load(csv, 'application/json')).status).toBe(415);
  expect((await load('x'.repeat(4 * 1024 * 1024 + 1))).status).toBe(413);
});

it('[S10] an error in a file is answered with its line, in words, without the value', async () => {
  const { load, entries } = await open();
  const answer = await load('Name;E-Mail\nEmpfang;geheim.example\n');
  expect(answer).toMatchObject({
    status: 400,
    json: {
      errors: [
        { pointer: 'line:2/E-Mail', rule: 'email', detail: expect.stringContaining('name@firma.example') },
      ],
    },
  });
  expect(JSON.stringify(answer.json)).not.toContain('geheim');
  expect(await entries()).toEqual([]);
});

it('[S10] a list is taken out as CSV and as vCards, which the trail tells, and comes back unchanged', async () => {
  const { send, load, told } = await open();
  await send('createContact', {
    body: { ...reception, phones: [{ kind: 'business', number: '+49 89 99998-0' }] },
  });
  const take = async (format: string, language: string) =>
    send('exportContacts', { url: `/x?format=${format}`, headers: { 'accept-language': language } });
  const german = await take('csv', 'de');
  expect(german.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8; header=present' });
  expect(String(german.body)).toMatch(
    /^\uFEFFKennung;Anzeigename;.*\r\n[0-9a-f-]{36};Empfang;;;Müller AG;;;;"'\+49 89 99998-0";/,
  );
  const english = await take('csv', 'en');
  expect(String(english.body)).toMatch(/^\uFEFFId,Display name,/);
  const cards = await take('vcard', 'de');
  expect(cards.headers['content-type']).toBe('text/vcard; charset=utf-8');
  for (const [body, type] of [
    [german.body, 'text/csv'],
    [english.body, 'text/csv'],
    [cards.body, 'text/vcard'],
  ] as const) {
    expect((await load(String(body), type, '?mode=replace&dryRun=true')).json).toMatchObject({
      dryRun: true,
      unchanged: 1,
      created: 0,
      updated: 0,
      removed: 0,
    });
  }
  expect((await told()).slice(1)).toEqual([
    { exported: 'csv', contacts: 1 },
    { exported: 'csv', contacts: 1 },
    { exported: 'vcard', contacts: 1 },
  ]);
});
