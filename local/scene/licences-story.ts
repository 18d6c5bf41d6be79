import { type Api, type Endpoints, signedIn, until } from './api.ts';
import { assertLicences, type LicencesResult, type StatementResult } from './licences-claims.ts';
import { openMailbox } from './mailboxes.ts';
import { onboard } from './onboard.ts';
import { runEnded, sharePeople } from './share-people.ts';

const day = 24 * 3_600_000;

/** Money from trial to cancellation, told to a person; months go by on the stack's clock. */
export const tellLicences = async (
  endpoints: Endpoints,
  say: (line: string) => void,
): Promise<LicencesResult> => {
  const provider = await signedIn(endpoints, 'mueller', 'Admin');
  const company = await signedIn(endpoints, 'nordwind', 'Admin');
  await onboard(provider);
  await onboard(company);
  const moveTo = makeClock(endpoints);
  const name = company.tenant.displayName;

  say(`\n1  ${name} buys 25 seats of the app. The first three months are free.`);
  const made = (await company.expect(201, 'POST', '/v1/subscriptions', { plan: 'app-monthly', quantity: 25 }))
    .body;
  const path = `/v1/subscriptions/${made.id}`;
  const app = async () => (await company.expect(200, 'GET', path)).body;
  say(`   In trial until ${made.until}; then ${made.nextCharge.amount} EUR a month.`);

  say(
    '\n2  It imports 12 contacts into 8 mailboxes: 8 licences are needed, however many contacts there are.',
  );
  const share = await shareTwelve(provider);
  const users = await someMailboxes(endpoints, company, 8);
  const imported = (await company.expect(201, 'POST', '/v1/imports', { shareId: share, targets: { users } }))
    .body;
  const run = await runEnded(company, imported.id, imported.activeRun);
  const licences = async () => (await company.expect(200, 'GET', '/v1/licences')).body;
  const { needed, trial } = await licences();
  say(
    `   ${run.contacts} contacts; needed ${needed}, free until ${trial.endsAt.slice(0, 10)}. It books six only.`,
  );
  await book(company, 6);
  const open = async () => (await company.expect(200, 'GET', '/v1/subscriptions')).body;
  const chargedInTrial = (await open()).charges.length;

  say('\n3  Three months go by (the clock is moved). Both trials end, both are charged for the first time.');
  await moveTo(made.until, 2);
  const isActive = ({ state }: { readonly state: string }) => state === 'active';
  const first = await until(open, ({ value }) => value.filter(isActive).length === 2);
  for (const { plan, quantity, from, price } of first.value)
    say(`   ${plan}: ${quantity} from ${from}, ${price.amount} EUR each`);
  const pausedBy = async () => (await company.expect(200, 'GET', `/v1/imports/${imported.id}`)).body.pausedBy;
  const short = await pausedBy();
  say(
    `   Six licences do not cover eight mailboxes: the import pauses (${short.join(', ')}), nothing is deleted.`,
  );

  say('\n4  It books the two that are missing: charged for the rest of the month, and the import goes on.');
  await book(company, 8);
  const resumed = await pausedBy();
  const added = (await open()).charges.at(-1);
  say(`   ${added.quantity} more, ${added.proRata?.days ?? 'all'} days: ${added.amount} EUR.`);

  say('\n5  It asks what a switch to the yearly plan would do, and makes it.');
  const wish = { plan: 'app-yearly' };
  const preview = (await company.expect(200, 'POST', `${path}/preview`, wish)).body.subscription;
  say(
    `   From ${preview.nextCharge.on}: ${preview.nextCharge.amount} EUR a year; until then the month that is paid.`,
  );
  await change(company, path, wish);
  await moveTo(preview.nextCharge.on, 1);
  const yearly = await until(app, ({ plan }) => plan === 'app-yearly');

  say('\n6  It cancels: use goes on to the end of the year that is paid.');
  await change(company, path, { cancelled: true });
  const { endsOn = '' } = await app();
  say(`   Ends on ${endsOn}; nothing is charged after that.`);
  await moveTo(firstOfNextMonth(yearly.from), 1);

  say('\n7  What it was billed, a statement a month:');
  const list = async (): Promise<readonly StatementResult[]> =>
    (await company.expect(200, 'GET', '/v1/statements')).body.value.toReversed();
  const statements = await until(list, (some) =>
    some.some(({ lines }) => lines.some(({ plan }) => plan === 'app-yearly')),
  );
  for (const { number, lines, net, tax, gross } of statements) {
    say(`   ${number}: net ${net}, VAT ${tax}, total ${gross} EUR`);
    for (const line of lines)
      say(
        `     ${line.plan} (${line.reason}), ${line.quantity}, ${line.from} to ${line.until}: ${line.amount}`,
      );
  }

  const isYearly = ({ plan }: { readonly plan: string }) => plan === 'app-yearly';
  const result: LicencesResult = {
    contacts: run.contacts,
    mailboxes: users.length,
    needed,
    chargedInTrial,
    pausedBy: short,
    pausedByAfterwards: resumed,
    switchPreview: preview.nextCharge.amount,
    switchCharged: statements.flatMap(({ lines }) => lines).find(isYearly)?.amount ?? '',
    endsOn,
    statements: statements.map(({ number, lines, net, tax, gross }) => ({ number, lines, net, tax, gross })),
  };
  assertLicences(result);
  return result;
};

/** Moves the stack to some days after the beginning of one, and has the timer look what is due. */
const makeClock = (endpoints: Endpoints) => {
  let offsetMs = 0;
  const post = async (path: string, body?: object) => {
    const answer = await fetch(`${endpoints['control']}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json() as Promise<{ readonly offsetMs?: number }>;
  };
  return async (date: string, days: number) => {
    const ms = Date.parse(`${date}T06:00:00.000Z`) + days * day - (Date.now() + offsetMs);
    offsetMs = (await post('/clock', { seconds: Math.max(0, ms) / 1000 })).offsetMs ?? 0;
    await post('/timers/due-billing');
  };
};

const firstOfNextMonth = (date: string): string => {
  const [year = 0, month = 0] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
};

const change = async (api: Api, path: string, body: object): Promise<void> => {
  const { headers } = await api.expect(200, 'GET', path);
  await api.expect(200, 'PATCH', path, body, { 'if-match': headers.get('etag') ?? '' });
};

const book = async (api: Api, held: number): Promise<void> => {
  const { headers } = await api.expect(200, 'GET', '/v1/licences');
  const body = { held, acceptPause: true };
  await api.expect(200, 'PUT', '/v1/licences', body, { 'if-match': headers.get('etag') ?? '' });
};

/** A share of twelve people, those that are first in the preview of everyone. */
const shareTwelve = async (provider: Api): Promise<string> => {
  const everyone = await sharePeople(provider, 'Everyone');
  const { value } = (await provider.expect(200, 'GET', `/v1/shares/${everyone.shareId}/preview`)).body;
  const users = value.slice(0, 12).map(({ key }: { readonly key: string }) => key.split('/')[1]);
  const share = await provider.expect(201, 'POST', '/v1/shares', {
    displayName: 'Twelve',
    sources: [{ sourceId: everyone.sourceId }],
    selection: { users },
  });
  return share.body.shareId;
};

const someMailboxes = async (
  endpoints: Endpoints,
  { tenant }: Api,
  count: number,
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const { id } of tenant.users) {
    if (found.length < count && (await openMailbox(endpoints, tenant.tenantId, id)) !== undefined)
      found.push(id);
  }
  return found;
};
