import { describe, expect, it } from 'vitest';
import type { Stores } from '../../../functions/stores.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { check } from './check.ts';
import { canaryOf, mobileOf, supplierOf } from './history/companies.ts';
import type { History } from './history/history.ts';
import { scenarios } from './history/scenarios.ts';
import { inStore } from './planting.ts';
import type { Planted } from './world/instance.ts';

const hour = 3_600_000;
const [first, , revoked] = Object.values(scenarios);
if (first === undefined || revoked === undefined) throw new Error('scenarios have gone');

const expired: Omit<History, 'faults'> = {
  ...revoked,
  commands: [
    ...revoked.commands.slice(0, 4),
    { at: hour, act: { kind: 'expire', share: 's', afterMs: hour } },
  ],
};
/** Two mailboxes are covered by two licences, and then there is one. */
const fewer: Omit<History, 'faults'> = {
  ...first,
  companies: 1,
  licences: [{ held: 2, trialEndsAfterMs: -48 * hour }],
  commands: [
    { at: 0, act: { kind: 'create-share', company: 0, name: 's' } },
    {
      at: 1,
      act: { kind: 'create-import', company: 0, name: 'i', share: 's', users: [0, 1], folder: 'own' },
    },
    { at: 2 * hour, act: { kind: 'book', company: 0, held: 1, acceptPause: true } },
  ],
};
/** A month that is paid for, and no other. */
const cancelled: Omit<History, 'faults'> = {
  ...first,
  companies: 1,
  subscribed: [{ plan: 'app-monthly', quantity: 1, state: 'active', endsAfterDays: 1 }],
  commands: [{ at: 0, act: { kind: 'change-subscription', company: 0, cancelled: true } }],
};

/** A list of the company's own, by hand and by files, in a share that is imported. */
const listed: Omit<History, 'faults'> = {
  ...first,
  companies: 1,
  commands: [
    { at: 0, act: { kind: 'create-share', company: 0, name: 's', list: true } },
    { at: 0, act: { kind: 'load-list', company: 0, entries: [0, 1], variant: 1, mode: 'merge', as: 'csv' } },
    { at: 1, act: { kind: 'create-import', company: 0, name: 'i', share: 's', users: [0], folder: 'own' } },
    { at: hour, act: { kind: 'put-entry', company: 0, entry: 2, variant: 3 } },
    { at: hour, act: { kind: 'put-entry', company: 0, entry: 0, variant: 4 } },
    { at: hour, act: { kind: 'remove-entry', company: 0, entry: 1 } },
    {
      at: 2 * hour,
      act: { kind: 'load-list', company: 0, entries: [2, 3], variant: 5, mode: 'replace', as: 'vcard' },
    },
  ],
};
const shortOfOne: Planted = inStore('sourceContacts', (real) => ({
  rewrite: (ctx, sourceId, seen, contacts, edit) =>
    real.rewrite(ctx, sourceId, seen, contacts.slice(0, -1), edit),
}));

const inTheLog = (word: string): Planted => ({
  services: (services) => ({
    ...services,
    bus: {
      send: (messages) => {
        services.log('info', `about ${word}`);
        return services.bus.send(messages);
      },
    },
  }),
});
const e164 = `+49${mobileOf(0, 0, 0).replaceAll(' ', '').slice(1)}`;

const onRuns = (change: (run: Parameters<Stores['runs']['replaced']>[2]) => typeof run): Planted =>
  inStore('runs', (real) => ({
    replaced: (ctx, etag, run) => real.replaced(ctx, etag, change(run)),
  }));

/** Bugs of which each must be found by the invariant that is there for it, not just by any. */
const bites: readonly (readonly [invariant: string, what: string, Omit<History, 'faults'>, Planted])[] = [
  [
    'A: every folder equals its share',
    'an end date that nobody looks at',
    expired,
    inStore('shares', (real) => ({
      get: async (ctx, id) => {
        const found = await real.get(ctx, id);
        if (found === undefined) return undefined;
        const { expiresAt: _forgotten, ...value } = found.value;
        return { ...found, value };
      },
    })),
  ],
  ['A: every folder equals its share', 'a list that loses its last entry', listed, shortOfOne],
  ['A: a company list is what', 'a list that loses its last entry', listed, shortOfOne],
  [
    'B: what was to be told by mail was told',
    'a mail that is never looked for again',
    revoked,
    {
      stores: (stores) => ({
        ...stores,
        notifications: { ...stores.notifications, get: async () => undefined },
      }),
    },
  ],
  [
    'B: what was to be told by mail was told',
    'a mail that is noted as sent and was not',
    revoked,
    {
      services: (services) => ({
        ...services,
        mailer: { send: async () => ok({ providerMessageId: 'never sent' }) },
      }),
    },
  ],
  [
    'C: nothing of one company at another',
    'a log line of one company that names another',
    first,
    inStore('imports', (real, { log }) => ({
      get: async (ctx, id) => {
        const found = await real.get(ctx, id);
        const { tenantId } = ctx;
        if (found !== undefined)
          log('info', 'import', { tenantId, reason: found.value.grant.providerTenantId });
        return found;
      },
    })),
  ],
  [
    'D: no more mailboxes are covered',
    'an import that stays covered when licences have become fewer',
    fewer,
    inStore('licenceAccounts', (real) => ({
      replaced: (ctx, etag, account) =>
        real.replaced(ctx, etag, {
          ...account,
          imports: account.imports.map((each) => ({ ...each, fits: true })),
        }),
    })),
  ],
  [
    'E: states move along declared transitions',
    'a run that is complete and queued again',
    first,
    onRuns((run) => (run.state === 'completed' ? { ...run, state: 'queued' } : run)),
  ],
  [
    'E: states move along declared transitions',
    'a subscription that is tried out again',
    cancelled,
    inStore('billingAccounts', (real) => ({
      replaced: (ctx, etag, account) =>
        real.replaced(ctx, etag, {
          ...account,
          subscriptions: account.subscriptions.map((each) => ({ ...each, state: 'trial' })),
        }),
    })),
  ],
  [
    'F: no message is dead-lettered but by a fault',
    'a handler that fails whenever it is called',
    revoked,
    {
      services: (services) => ({
        ...services,
        mailer: { send: () => Promise.reject(new Error('a bug')) },
      }),
    },
  ],
  ['H: no personal data', 'a surname in the log', first, inTheLog(canaryOf(0))],
  ['H: no personal data', 'a given name in the log', first, inTheLog('Person0')],
  ['H: no personal data', 'a number as it was typed, in the log', first, inTheLog(mobileOf(0, 1, 0))],
  ['H: no personal data', 'a number in E.164, in the log', first, inTheLog(e164)],
  ['H: no personal data', 'a supplier in the log', first, inTheLog(supplierOf(0))],
  ['H: no personal data', 'somebody’s grandmother in the log', first, inTheLog('Oma von 1')],
  [
    'I: every run is final and its numbers add up',
    'what a run has created counted twice',
    first,
    onRuns((run) => ({ ...run, totals: { ...run.totals, created: run.totals.created * 2 } })),
  ],
  [
    'J: a quiet night costs a request a mailbox',
    'a look at a mailbox that is taken twice',
    first,
    {
      ports: (ports) => ({
        ...ports,
        mailboxes: {
          execute: async (ctx, operations) => {
            const looks = operations.filter(({ kind }) => kind === 'changes');
            if (looks.length > 0) await ports.mailboxes.execute(ctx, looks);
            return ports.mailboxes.execute(ctx, operations);
          },
        },
      }),
    },
  ],
];

describe('an invariant finds what it is there for', () => {
  it.each(bites)('%s: %s', { timeout: 120_000 }, async (invariant, _what, scenario, planted) => {
    const { found } = await check({ ...scenario, faults: [] }, { planted });
    expect(found.filter((each) => each.startsWith(invariant))).not.toEqual([]);
  });

  it('and nothing where there is no bug', async () => {
    for (const scenario of new Set(bites.map(([, , each]) => each))) {
      expect((await check({ ...scenario, faults: [] })).found).toEqual([]);
    }
  });
});
