import { expect, it } from 'vitest';
import { tenantIdOf, userIdOf } from './history/companies.ts';
import { textOf } from './history/desk.ts';
import { makeRowReader } from './invariants/row-reader.ts';
import { openStage, playUnderFaults, type Scene } from './stage.ts';

const minute = 60_000;
const hour = 60 * minute;
const mostTries = 30;
const tenant = tenantIdOf(0);

/**
 * The consent is withdrawn, an import is held, the administrator is told; then he consents anew, in his browser, by a link
 * of the API. Faults strike from then on. `restMs`: from his consent until it is looked at what became of the import.
 */
const consentAnew = async (scene: Scene, restMs: number): Promise<void> => {
  const stage = await openStage(scene, { seed: 41, start: '2026-06-01T08:00:00.000Z', people: 3 });
  const { world, ask, wanted, broken, until, pass, begin, layOut, copies } = stage;
  const { importId } = await layOut({ wish: { folder: { kind: 'own', displayName: 'Firma' } } });
  await pass(hour);
  world.entra.decide(tenant, 'withdrawn');
  world.entra.expireTokens();
  await until(() => ask({ operation: 'startRun', params: { importId }, key: 'd' }));
  await pass(hour);
  let held: unknown;
  await until(async () => {
    ({ state: held } = (await ask({ operation: 'getTenant' })).body);
  });
  world.graph.admin.changeUser(tenant, userIdOf(0, 1), { department: 'Einkauf' });

  begin();
  world.entra.decide(tenant, 'given');
  /** One way through the browser; a state that has been used is worth nothing. */
  const once = async (n: number): Promise<boolean> => {
    const link = await ask({ operation: 'createConsentLink', body: {}, key: `link-${n}` });
    const ticket = new URL(textOf(link, 'consentUrl')).searchParams.get('ticket') ?? '';
    const started = await ask({ operation: 'startConsent', query: { ticket } });
    if (started.status !== 302) return false;
    const state = new URL(started.headers['location'] ?? '').searchParams.get('state') ?? '';
    const cookie = started.headers['set-cookie']?.split(';')[0] ?? '';
    const query = { state, tenant, admin_consent: 'True' };
    const back = () => ask({ operation: 'finishConsent', query, cookie });
    const answers = await Promise.all([back(), back()]);
    if (answers.filter(({ status }) => status === 200).length > 1) broken.push('a state counts twice');
    return answers.some(({ status }) => status === 200);
  };
  await until(async () => {
    for (let n = 0; n < mostTries; n++) {
      if (await once(n)) return;
      await world.timeline.wait(minute);
    }
    broken.push('an administrator cannot consent');
  });
  if (restMs > hour) {
    await pass(3 * hour);
    world.calm();
  }
  await pass(restMs);

  let now: Readonly<Record<string, unknown>> = {};
  let imported: Readonly<Record<string, unknown>> = {};
  let runs: readonly { readonly trigger: string; readonly state: string }[] = [];
  await until(async () => {
    now = wanted(await ask({ operation: 'getTenant' }), 200).body;
    imported = wanted(await ask({ operation: 'getImport', params: { importId } }), 200).body;
    const list = wanted(await ask({ operation: 'listRuns', params: { importId } }), 200);
    runs = list.body['value'] as typeof runs;
  });
  const departments = copies()
    .map((each) => `${String(each['givenName'])} ${String(each['department'])}`)
    .sort((a, b) => a.localeCompare(b));
  const read = makeRowReader(world);
  const mails: string[] = [];
  for (const row of world.tables.state.all()) {
    if (!row.key.startsWith('notification|')) continue;
    const mail = await read<{ readonly kind: string; readonly state: string }>(row);
    mails.push(`${mail?.kind} ${mail?.state}`);
  }
  world.close();

  expect(broken).toEqual([]);
  expect(held).toBe('consent-lost');
  expect(now['state']).toBe('active');
  expect(imported['pausedBy']).toEqual([]);
  expect(runs.map(({ trigger, state }) => `${trigger} ${state}`)).toContain('resumed completed');
  // A source that was read shortly before is read again for the night.
  if (restMs > hour) expect(departments).toContain('Person1 Einkauf');
  expect(mails.filter((mail) => mail.startsWith('consent-lost'))).toEqual(['consent-lost sent']);
};

it('[T2][T6] a new consent ends the hold, and what was missed runs within the hour', async () => {
  await consentAnew({ faults: [] }, hour);
});

it('[T2][T6] so it is by the next night whatever fault meets the calls', { timeout: 300_000 }, async () => {
  const kinds = (kind: string) => !/^(meanwhile|part|mail|graph-(429|50))/.test(kind);
  const cases = await playUnderFaults((scene) => consentAnew(scene, 30 * hour), { each: 1, kinds });
  expect(cases).toBeGreaterThan(30);
});
