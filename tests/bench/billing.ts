import { billingAccountId, newBillingAccount } from '../../shared/billing/billing-account.ts';
import { catalogue } from '../../shared/billing/catalogue.ts';
import { conclude } from '../../shared/billing/conclude.ts';
import { statementEntityId } from '../../shared/billing/statement.ts';
import { breathe } from '../../shared/kernel/breathe.ts';
import { fromIso } from '../../shared/kernel/clock.ts';
import { systemRandom, type TenantId, tenantId } from '../../shared/kernel/ids.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import { emptyAccount } from '../../shared/licences/licence-account.ts';
import { makeComposedApp } from '../support/composed-app.ts';
import { makeTestClock } from '../support/mailbox-run.ts';
import {
  makeMemoryTable,
  makeMemoryTableClient,
  type TableCall,
} from '../support/memory-tables/memory-table.ts';
import { tenantOf } from '../support/tenant-fixtures.ts';
import { must } from './company-pair.ts';
import { cpuMs, print } from './line.ts';

const tenants = 10_000;
/** Company, account and licences read, the next entry put, one transaction, its outbox cleared, the entry taken away. */
const fewest = 7;

const calls = new Map<TableCall['operation'], number>();
const made = new Map<string, ReturnType<typeof makeMemoryTableClient>>();
const table = (name: string) => {
  const client =
    made.get(name) ??
    makeMemoryTableClient(makeMemoryTable(), {
      send: async ({ operation }, perform) => {
        calls.set(operation, (calls.get(operation) ?? 0) + 1);
        return perform();
      },
    });
  made.set(name, client);
  return client;
};
const operations = () => [...calls.values()].reduce((sum, each) => sum + each, 0);

const clock = makeTestClock(fromIso('2026-06-01T10:00:00.000Z'));
const compose = () =>
  makeComposedApp({
    table,
    clock,
    authenticate: async () => ({
      ok: false,
      error: { type: 'unauthenticated', reason: 'missing-token' },
    }),
    operatorTenantId: systemRandom.id(),
    // What waits in queues waits elsewhere.
    bus: { send: async () => {} },
  });
let app: ReturnType<typeof compose> | undefined = compose();

/** Each with a month of mailboxes and of the app behind it, as a booking leaves it. */
const ids = Array.from({ length: tenants }, () => tenantId(systemRandom.id()));
const dueAt = '2026-06-30T22:00:00.000Z';
const book = async ({ stores }: ReturnType<typeof compose>, id: TenantId) => {
  const ctx = systemContext(id, 'bench');
  const today = '2026-06-01';
  const concluded = (['standard', 'app-monthly'] as const).map((plan) =>
    conclude(catalogue, { id: systemRandom.id(), plan, quantity: 100 }, 'none', today),
  );
  const account = {
    ...newBillingAccount(today),
    subscriptions: concluded.map(({ subscription }) => subscription),
    charges: concluded.flatMap(({ charges }) => charges),
    dueAt,
  };
  await stores.dueBilling.put(ctx, dueAt);
  must(
    await stores.commit(ctx, [
      stores.tenants.inserted(ctx, tenantOf(ctx, { notificationAddress: 'admin@company.example' })),
      stores.billingAccounts.inserted(ctx, account),
      stores.licenceAccounts.inserted(ctx, { ...emptyAccount, held: 100, plan: 'standard', booked: true }),
    ]),
  );
};

let queued = 0;
let asking = 0;
const close = async ({ useCases }: ReturnType<typeof compose>) => {
  queued = await useCases.queueSettlements();
  asking = operations();
  for (const id of ids) await useCases.settleBilling(systemContext(id, 'bench'), { dueAt });
};

const lookAt = async ({ stores }: ReturnType<typeof compose>, id: TenantId) => {
  const ctx = systemContext(id, 'bench');
  const statement = await stores.statements.get(ctx, statementEntityId({ sequence: 1 }));
  const account = await stores.billingAccounts.get(ctx, billingAccountId);
  if (statement?.value.gross !== 41_412 || account?.value.charges.length !== 2)
    throw new Error(`a period of ${statement?.value.gross} cents`);
};

/** What is waited for is let go of some turns later. */
const held = async () => {
  for (let n = 0; n < 5; n++) {
    await breathe();
    global.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
};

for (const id of ids) await book(app, id);
clock.advance(fromIso(dueAt) - clock.now());
calls.clear();
const ms = await cpuMs(close.bind(undefined, app));
if (queued !== tenants) throw new Error(`${queued} of ${tenants} were asked for`);
const all = operations();
for (const id of ids) await lookAt(app, id);
// The tables are in this process, too, and stay: what goes with the application is what it has kept of all these companies.
const whole = await held();
app = undefined;
const memory = whole - (await held());

print({ name: 'billing.close.asking.10k', measured: asking / tenants, unit: '{operation}/{tenant}' });
print({
  name: 'billing.close.table-operations.10k',
  measured: (all - asking) / tenants,
  unit: '{operation}/{tenant}',
  minimum: fewest,
});
print({ name: 'billing.close.memory.10k', measured: memory, unit: 'MiB' });
print({ name: 'billing.close.cpu.10k', measured: (ms * 1000) / tenants, unit: 'µs/{tenant}' });
