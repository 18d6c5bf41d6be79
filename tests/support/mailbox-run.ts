import { type DeletionGate, openGate } from '../../shared/imports/deletion-limit.ts';
import { driveSessions } from '../../shared/imports/drive-sessions.ts';
import { graphCardRules } from '../../shared/imports/graph-card-rules.ts';
import type { Import } from '../../shared/imports/import.ts';
import type { MailboxResult } from '../../shared/imports/mailbox-result.ts';
import type { MailboxTarget } from '../../shared/imports/mailbox-target.ts';
import type { Mailboxes, MailboxOperation } from '../../shared/imports/mailboxes.ts';
import { openSession, type Session, type SessionOptions } from '../../shared/imports/session.ts';
import { asId, type ImportId, type MailboxId, tenantId } from '../../shared/kernel/ids.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import { type Fault, type MemoryMailboxesOptions, makeMemoryMailboxes } from './memory-mailboxes.ts';
import { makeMemoryManifests } from './memory-manifests.ts';
import { deviations, importWith, managedIn, type ShareModel, shareOf, targetOf } from './share-model.ts';

const ctx = systemContext(tenantId('33333333-3333-4333-8333-333333333333'), 'test');
const mailboxIds = (count: number): readonly MailboxId[] =>
  Array.from({ length: count }, (_, n) => asId<MailboxId>(`m${String(n).padStart(3, '0')}`));

/** A clock that only sleeping moves. */
export const makeTestClock = (startMs = Date.UTC(2026, 10, 23, 12)) => {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
    sleep: async (ms: number) => {
      nowMs += ms;
    },
  };
};

export interface RunOptions {
  readonly run?: string;
  readonly target?: MailboxTarget;
  /** Another import than the world's own. */
  readonly importId?: ImportId;
  readonly mailboxes?: readonly MailboxId[];
  readonly port?: Mailboxes;
  readonly concurrency?: number;
  readonly gate?: DeletionGate['contacts'];
  readonly intent?: SessionOptions['intent'];
  /** How long the run may take. */
  readonly timeMs?: number;
}

/** Mailboxes, their manifests and runs over them: sessions and driver without queue and blocks. */
export const makeMailboxWorld = (
  options: MemoryMailboxesOptions & { readonly imported?: Import; readonly count?: number } = {},
) => {
  const imported = options.imported ?? importWith();
  const clock = makeTestClock();
  const graph = makeMemoryMailboxes(options);
  const manifests = makeMemoryManifests();
  const ids = mailboxIds(options.count ?? 1);
  let share: ShareModel = shareOf(3);
  let runs = 0;

  const results = (sessions: readonly Session[]) => sessions.map((session) => session.result());

  const run = async (how: RunOptions = {}) => {
    const target = how.target ?? targetOf(share, imported);
    const mailboxes = how.mailboxes ?? ids;
    const importId = how.importId ?? imported.id;
    const stored = await manifests.store.read(ctx, importId, mailboxes);
    const name = how.run ?? `run-${++runs}`;
    const sessions = mailboxes.map((id) =>
      openSession(id, stored.get(id), {
        target,
        rules: graphCardRules,
        run: name,
        gate: how.gate ?? openGate.contacts,
        intent: how.intent ?? 'write',
        random: () => 0.5,
      }),
    );
    const end = await driveSessions(ctx, sessions, {
      mailboxes: how.port ?? graph.port,
      clock,
      sleep: clock.sleep,
      concurrency: how.concurrency ?? 4,
      save: (changes) => manifests.store.save(ctx, importId, changes),
      forget: (forgotten) => manifests.store.remove(ctx, importId, forgotten),
      onProgress: async () => {},
      deadline: clock.now() + (how.timeMs ?? 3_600_000),
    });
    return { end, sessions, results: results(sessions) };
  };

  return {
    graph,
    manifests,
    clock,
    ids,
    imported,
    run,
    get share() {
      return share;
    },
    offer: (to: ShareModel) => {
      share = to;
    },
    target: () => targetOf(share, imported),
    box: (n = 0) => graph.mailbox(ids[n] ?? ''),
    head: async (n = 0) => (await manifests.store.read(ctx, imported.id, ids)).get(ids[n] ?? asId(''))?.head,
    /** Of all mailboxes, each with its number. */
    deviations: (numbers: readonly number[] = ids.map((_, n) => n)) =>
      numbers.flatMap((n) =>
        deviations(graph.mailbox(ids[n] ?? ''), targetOf(share, imported), share).map(
          (text) => `${n}: ${text}`,
        ),
      ),
  };
};

export const totalOf = (results: readonly MailboxResult[]) => {
  const sum = (of: 'created' | 'updated' | 'deleted' | 'unchanged' | 'failed' | 'photos') =>
    results.reduce((total, each) => total + each[of], 0);
  return {
    created: sum('created'),
    updated: sum('updated'),
    deleted: sum('deleted'),
    unchanged: sum('unchanged'),
    failed: sum('failed'),
    photos: sum('photos'),
    adopted: results.reduce((total, each) => total + (each.adopted ?? 0), 0),
    released: results.reduce((total, each) => total + (each.released ?? 0), 0),
  };
};

export type MailboxWorld = ReturnType<typeof makeMailboxWorld>;

/** A world whose first two runs have gone well, counters at zero. */
export const filled = async (
  people = 5,
  options: Parameters<typeof makeMailboxWorld>[0] = {},
): Promise<MailboxWorld> => {
  const world = makeMailboxWorld(options);
  world.offer(shareOf(people));
  await world.run();
  await world.run();
  world.graph.resetCounters();
  return world;
};

/** Our contacts in a mailbox. */
export const managedOf = (world: MailboxWorld, n = 0) => managedIn(world.box(n), world.target());

/** The first `count` operations that match meet the fault. */
export const firstOf = (count: number, matches: (operation: MailboxOperation) => boolean, fault: Fault) => {
  let left = count;
  return (operation: MailboxOperation) => (matches(operation) && left-- > 0 ? fault : undefined);
};
export const ofKind = (kind: MailboxOperation['kind']) => (operation: MailboxOperation) =>
  operation.kind === kind;

export const notThere = (): never => {
  throw new Error('not there');
};
