import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { manualClock } from '../entra/fixture.ts';
import { missing, organisation, testDynamics } from './test-dynamics.ts';

const { host, contacts } = organisation;
const tracked = 'odata.track-changes';
const idsIn = (value: readonly Readonly<Record<string, unknown>>[]) =>
  value.map((entry) => entry['contactid'] ?? entry['id']);

describe('contacts', () => {
  it('have the columns asked for, their id and ETag, and annotations only when asked for', async () => {
    const { get, base } = await testDynamics();
    const select = 'contacts?$select=lastname,_parentcustomerid_value,statecode&$top=1';
    const plain = await get(select);
    expect(plain.headers.get('odata-version')).toBe('4.0');
    expect(plain.json['@odata.context']).toBe(
      `${base}$metadata#contacts(lastname,_parentcustomerid_value,statecode)`,
    );
    const [first = missing()] = plain.json.value;
    expect(Object.keys(first).toSorted()).toEqual([
      '@odata.etag',
      '_parentcustomerid_value',
      'contactid',
      'lastname',
      'statecode',
    ]);
    const formatted = 'OData.Community.Display.V1.FormattedValue';
    const annotated = await get(select, `odata.include-annotations="${formatted}"`);
    expect(annotated.headers.get('preference-applied')).toBe(`odata.include-annotations="${formatted}"`);
    const account = organisation.accounts.find(({ id }) => id === contacts[0]?.parent);
    expect(annotated.json.value[0]).toEqual({
      ...first,
      [`_parentcustomerid_value@${formatted}`]: account?.name,
      [`statecode@${formatted}`]: 'Active',
    });
    const all = await get(select, 'odata.include-annotations="*"');
    expect(all.json.value[0]).toMatchObject({
      '_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'account',
    });
  });

  it.each([
    ['contacts?$select=nickname', 400],
    ['contacts?$select=lastname&$foo=1', 400],
    ['contacts?$select=lastname&$top=x', 400],
    ['contacts?$select=lastname&$skiptoken=1', 400],
    ['contacts?$select=lastname&$orderby=lastname', 501],
    ["contacts?$select=lastname&$filter=lastname eq 'X'", 501],
    ['contacts', 501],
    ['accounts?$select=name', 501],
    ['WhoAmI', 501],
  ])('%s answers %i, in the service’s own shape of errors', async (path, status) => {
    const { get } = await testDynamics();
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.json.error).toEqual({ code: expect.any(String), message: expect.any(String) });
  });

  it('are found by ids, without change tracking', async () => {
    const { get } = await testDynamics();
    const [a = missing(), b = missing()] = contacts;
    const filter = `contactid eq ${b.contactid} or contactid eq ${a.contactid.toUpperCase()}`;
    const { json } = await get(`contacts?$select=entityimage&$filter=${encodeURIComponent(filter)}`);
    expect(idsIn(json.value)).toEqual([b.contactid, a.contactid]);
  });
});

describe('change tracking', () => {
  it.each([
    '$filter=contactid eq 1a333333-0000-4000-8000-000000000001',
    '$orderby=lastname',
    '$expand=x',
    '$top=1',
  ])('refuses %s', async (option) => {
    const { get } = await testDynamics();
    const answer = await get(`contacts?$select=lastname&${option}`, tracked);
    expect(answer.status).toBe(400);
    expect(answer.json.error?.message).toBe(
      `The "${option.split('=')[0]}" query parameter isn't supported when Change Tracking is enabled.`,
    );
  });

  it('pages by the size preferred, with the delta link on the last page only', async () => {
    const { get } = await testDynamics();
    const prefer = `${tracked},odata.maxpagesize=100`;
    let answer = await get('contacts?$select=lastname', prefer);
    const sizes: number[] = [];
    const ids = new Set<unknown>();
    for (;;) {
      sizes.push(answer.json.value.length);
      for (const id of idsIn(answer.json.value)) ids.add(id);
      const next = answer.json['@odata.nextLink'];
      expect(answer.json['@odata.deltaLink'] === undefined).toBe(next !== undefined);
      if (typeof next !== 'string') break;
      answer = await get(next, prefer);
    }
    expect(sizes).toEqual([100, 100, 100, 20]);
    expect(ids.size).toBe(contacts.length);
  });

  it('gives no delta link without the preference', async () => {
    const { get } = await testDynamics();
    expect(Object.keys((await get('contacts?$select=lastname')).json)).toEqual(['@odata.context', 'value']);
  });

  it('tells changed records, then deleted ones, also those never seen, and nothing twice', async () => {
    const { get, admin, base } = await testDynamics();
    const first = await get('contacts?$select=lastname', tracked);
    const [a = missing(), b = missing()] = contacts;
    admin.deleteContact(host, b.contactid);
    admin.changeContact(host, a.contactid, { columns: { lastname: 'Neu' } });
    const unseen = admin.addContact(host, { columns: { lastname: 'Kurz' } });
    admin.deleteContact(host, unseen);
    const delta = await get(String(first.json['@odata.deltaLink']));
    expect(delta.json['@odata.context']).toBe(`${base}$metadata#contacts(lastname)/$delta`);
    expect(delta.json.value).toEqual([
      { '@odata.etag': expect.any(String), lastname: 'Neu', contactid: a.contactid },
      { '@odata.context': `${base}$metadata#contacts/$deletedEntity`, id: b.contactid, reason: 'deleted' },
      { '@odata.context': `${base}$metadata#contacts/$deletedEntity`, id: unseen, reason: 'deleted' },
    ]);
    const quiet = await get(String(delta.json['@odata.deltaLink']));
    expect(quiet.json.value).toEqual([]);
    expect(quiet.json['@odata.deltaLink']).toEqual(expect.stringContaining('$deltatoken='));
  });

  it('does not tell of a renamed account', async () => {
    const { get, admin } = await testDynamics();
    const first = await get('contacts?$select=_parentcustomerid_value', tracked);
    admin.putAccount(host, organisation.accounts[0]?.id ?? missing(), 'Umbenannt GmbH');
    expect((await get(String(first.json['@odata.deltaLink']))).json.value).toEqual([]);
  });

  it('ends tokens after seven days, at the administrator’s word, and takes no others', async () => {
    const clock = manualClock();
    const { get, admin } = await testDynamics({ clock });
    const link = async () =>
      String((await get('contacts?$select=lastname', tracked)).json['@odata.deltaLink']);
    const old = await link();
    clock.advance(7 * 24 * 3_600_000 - 5_000);
    expect((await get(old)).status).toBe(200);
    clock.advance(10_000);
    expect(await get(old)).toMatchObject({ status: 400, json: { error: { code: '0x80044352' } } });
    const young = await link();
    admin.expireDeltaTokens(host);
    expect((await get(young)).status).toBe(400);
    expect((await get(await link())).status).toBe(200);
    expect((await get('contacts?$select=lastname&$deltatoken=1')).status).toBe(400);
  });
});

it('state survives the end of the process, delta tokens with it', async () => {
  const stateFile = join(tmpdir(), `dynamics-${process.pid}-${Date.now()}.sqlite`);
  onTestFinished(() => rmSync(stateFile, { force: true }));
  const before = await testDynamics({ stateFile });
  const first = await before.get('contacts?$select=lastname', tracked);
  const added = before.admin.addContact(host, { columns: { lastname: 'Bleibt' } });
  await before.close();
  const after = await testDynamics({ stateFile });
  expect(after.admin.countContacts(host)).toBe(contacts.length + 1);
  const delta = await after.get(String(first.json['@odata.deltaLink']));
  expect(idsIn(delta.json.value)).toEqual([added]);
});
