import type { Stores } from '../../../functions/stores.ts';
import type { MailboxOutcome } from '../../../shared/imports/mailboxes.ts';
import type { ManifestHead, Manifests } from '../../../shared/imports/manifest.ts';
import type { Commit } from '../../../shared/kernel/commit.ts';
import { tenantId } from '../../../shared/kernel/ids.ts';
import type { Envelope, MessageBus } from '../../../shared/kernel/message-bus.ts';
import type { Message } from '../../../shared/kernel/messages.ts';
import { inStore } from './planting.ts';
import type { InstanceServices, Planted } from './world/instance.ts';

const onBus = (change: (bus: MessageBus) => MessageBus): Planted => ({
  services: (services) => ({ ...services, bus: change(services.bus) }),
});

/** Sends first, then commits what the messages are about. */
const publishFirst = ({ commit }: Stores, { bus, random }: InstanceServices): Commit => {
  return async (ctx, changes, messages = []) => {
    const { tenantId: tenant, correlationId } = ctx;
    const envelopes: readonly Envelope[] = messages.map((message) => ({
      ...message,
      id: message.id ?? random.id(),
      correlationId,
      body: { ...message.body, tenantId: tenant, correlationId },
    }));
    if (envelopes.length > 0) await bus.send(envelopes);
    return commit(ctx, changes);
  };
};

/** The head that is saved before the first write says already what it says after the last one. */
const savedBeforeTheWrite = (manifests: Manifests): Manifests => {
  const finished = new Map<string, ManifestHead>();
  return {
    ...manifests,
    read: async (ctx, importId, mailboxes) => {
      const stored = await manifests.read(ctx, importId, mailboxes);
      for (const [mailbox, { head }] of stored) if (head.note !== undefined) finished.set(mailbox, head);
      return stored;
    },
    save: (ctx, importId, changes) =>
      manifests.save(
        ctx,
        importId,
        changes.map(({ head: { writing, ...head }, ...change }) => {
          if (writing === undefined) return { ...change, head };
          return { ...change, head: { ...head, ...finished.get(change.mailbox), written: writing } };
        }),
      ),
  };
};

/** As though duplicate detection took care of what is asked for twice. */
const withOneId = (message: Message): Message =>
  message.queue === 'mailbox-blocks'
    ? { ...message, id: `${message.body['runId']}-${message.body['number']}` }
    : message;

/** Where a bug is looked for first; without, anywhere. */
export interface PlantedBug extends Planted {
  readonly under?: {
    readonly scenario: number;
    readonly kinds: readonly string[];
    /** At so many calls, one after the other; one unless told. */
    readonly inARow?: number;
  };
  /** Parts of it: what is found is found of neither alone. */
  readonly harmless?: readonly Planted[];
}

export const lockNotRenewed: Planted = { maxAutoLockRenewalMs: 0 };

const longAgo = '2000-01-01T00:00:00.000Z';
const farAway = '2100-01-01T00:00:00.000Z';

const leaseUnheeded: Planted = inStore('blocks', (real) => ({
  get: async (ctx, id) => {
    const found = await real.get(ctx, id);
    if (found?.value.state !== 'working') return found;
    return { ...found, value: { ...found.value, leaseUntil: longAgo } };
  },
}));

/** Bugs that somebody could make, each between the parts of the composition. The harness must find every one. */
export const planted: Readonly<Record<string, PlantedBug>> = {
  'no ETag on updates': {
    services: (services) => ({
      ...services,
      tableOnce: (name) => {
        const table = services.tableOnce(name);
        return {
          ...table,
          submitTransaction: (actions) =>
            table.submitTransaction(
              actions.map((action) =>
                action[0] === 'update'
                  ? ['update', action[1], action[2] ?? 'Replace', { etag: '*' }]
                  : action,
              ),
            ),
        };
      },
    }),
  },
  'messages published before the commit': {
    stores: (stores, services) => ({ ...stores, commit: publishFirst(stores, services) }),
  },
  'no relay of what a commit left behind': onBus((bus) => ({
    send: async (messages) => bus.send(messages.filter(({ queue }) => queue !== 'outbox-relay')),
  })),
  'a queue that is away is no reason to fail': {
    under: { scenario: 0, kinds: ['send-refused'] },
    ...onBus((bus) => ({
      send: async (messages) => {
        await bus.send(messages).catch(() => undefined);
      },
    })),
  },
  'one id for all attempts at a block': {
    under: { scenario: 0, kinds: ['graph-429-minutes', 'graph-429-huge', 'part-429-minutes'] },
    stores: ({ commit, ...stores }) => ({
      ...stores,
      commit: (ctx, changes, messages = []) => commit(ctx, changes, messages.map(withOneId)),
    }),
  },
  'the manifest saved before the write': {
    // A write that is put off for hours; a death between the two shows it as well, at one of some hundred calls.
    under: { scenario: 1, kinds: ['graph-429-huge'] },
    stores: (stores) => ({ ...stores, manifests: savedBeforeTheWrite(stores.manifests) }),
  },
  'a create repeated without looking it up': {
    under: { scenario: 0, kinds: ['graph-timeout-after', 'part-504-after'] },
    ports: (ports) => ({
      ...ports,
      mailboxes: {
        execute: async (ctx, operations) => {
          const outcomes = await ports.mailboxes.execute(ctx, operations);
          return outcomes.map(
            (outcome, n): MailboxOutcome =>
              operations[n]?.kind === 'find-tag' && outcome.status === 'done'
                ? { status: 'done', answer: { contacts: [] } }
                : outcome,
          );
        },
      },
    }),
  },
  'the deletion gate off by one': inStore('imports', (real) => ({
    get: async (ctx, id) => {
      const found = await real.get(ctx, id);
      return found && { ...found, value: { ...found.value, deletionLimit: { percent: 20, contacts: 6 } } };
    },
  })),
  'a revocation forgotten': inStore('shares', (real) => ({
    get: async (ctx, id) => {
      const found = await real.get(ctx, id);
      return found && { ...found, value: { ...found.value, state: 'active' } };
    },
  })),
  'an import found whosever it is': inStore('imports', (real) => ({
    get: async (ctx, id) => {
      const companies = ['c0000000-0000-4000-8000-000000000000', 'c0010000-0000-4000-8000-000000000001'];
      for (const company of [ctx.tenantId, ...companies]) {
        const found = await real.get({ ...ctx, tenantId: tenantId(company) }, id);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  })),
  'a lease that nobody heeds': {
    under: { scenario: 0, kinds: ['delivered-to-two', 'lock-lost-then-worked'] },
    ...leaseUnheeded,
  },
  // On its own a lock that ends while the work goes on does no harm: whoever gets the message then heeds the lease.
  'a lock not renewed, where nobody heeds the lease': {
    under: { scenario: 0, kinds: ['very-slow'], inARow: 6 },
    ...lockNotRenewed,
    ...leaseUnheeded,
    harmless: [lockNotRenewed, leaseUnheeded],
  },
  'a trial that never ends': inStore('licenceAccounts', (real) => ({
    get: async (ctx, id) => {
      const found = await real.get(ctx, id);
      if (found?.value.trial === undefined) return found;
      const trial = { ...found.value.trial, endsAt: farAway };
      return { ...found, value: { ...found.value, trial } };
    },
  })),
  'licences counted without a look at who was faster': {
    stores: (stores) => ({
      ...stores,
      licenceAccounts: {
        ...stores.licenceAccounts,
        replaced: (ctx, _etag, value) => stores.licenceAccounts.replaced(ctx, '*', value),
      },
      seatLists: {
        ...stores.seatLists,
        replaced: (ctx, _etag, value) => stores.seatLists.replaced(ctx, '*', value),
      },
    }),
  },
  'a preview that writes': inStore('runs', (real) => ({
    get: async (ctx, id) => {
      const found = await real.get(ctx, id);
      if (found?.value.trigger !== 'preview' || found.value.state !== 'running') return found;
      return { ...found, value: { ...found.value, trigger: 'manual' } };
    },
  })),
  'a pause forgotten': inStore('imports', (real) => ({
    get: async (ctx, id) => {
      const found = await real.get(ctx, id);
      if (found === undefined) return found;
      const { pausedAt: _forgotten, ...value } = found.value;
      return { ...found, value };
    },
  })),
  'an erasure that leaves the index': inStore('tenantRows', (real) => ({
    remove: async (ctx, from) => {
      const pass = await real.remove(ctx, from);
      return pass.next?.table === 'index' ? { counts: pass.counts } : pass;
    },
    count: async (ctx, from) => {
      const pass = await real.count(ctx, from);
      return pass.next?.table === 'index' ? { counts: pass.counts } : pass;
    },
  })),
  'the next night not entered': {
    stores: (stores) => ({ ...stores, dueImports: { ...stores.dueImports, put: async () => {} } }),
  },
  'a receiver of mail in the log': {
    services: (services) => ({
      ...services,
      mailer: {
        send: (mail) => {
          services.log('info', `mail to ${mail.to}`);
          return services.mailer.send(mail);
        },
      },
    }),
  },
};
