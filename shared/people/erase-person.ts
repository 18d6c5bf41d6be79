import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import type { KeyedHashes } from '../kernel/keyed-hashes.ts';
import type { Log } from '../kernel/log.ts';
import { longestInvocationMs } from '../kernel/longest-invocation.ts';
import type { Message } from '../kernel/messages.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import type { ConfirmedDeletionsStore } from '../shares/confirmed-deletions.ts';
import type { ShareStore, ShareUseStore } from '../shares/share.ts';
import type { Source, SourceContacts, SourceStore } from '../sources/source.ts';
import { eraseFromShare } from './erase-from-share.ts';
import { eraseMails } from './erase-mails.ts';
import {
  erasureStages,
  type PersonErasure,
  type PersonErasureRequest,
  type PersonErasureStore,
  personErasureMessage,
  personErasureTransitions,
} from './person-erasure.ts';
import { type Erased, recognise, revisedContact } from './recognise.ts';
import type { SharedPeople } from './shared-people.ts';

export interface ErasePersonDeps {
  readonly personErasures: PersonErasureStore;
  readonly hashes: KeyedHashes;
  readonly sources: SourceStore;
  readonly contacts: SourceContacts;
  readonly shares: ShareStore;
  readonly shareUses: ShareUseStore;
  readonly sharedPeople: SharedPeople;
  readonly confirmedDeletions: ConfirmedDeletionsStore;
  readonly notifications: NotificationStore;
  /** Removes stored answers that would be kept until some moment before `keptUntil`, epoch ms; answers how many. */
  readonly forgetAnswers: (ctx: TenantContext, keptUntil: number) => Promise<number>;
  /** How long an answer is kept. */
  readonly answerMemoryMs: number;
  /** For the commit that follows a change of a source's people: what is derived from them follows. */
  readonly followers: (source: Source) => readonly Message[];
  readonly commit: Commit;
  readonly clock: Clock;
  readonly log: Log;
}

/** Work of one message; the lock is renewed meanwhile. */
const budgetMs = 30_000;
/** Between two passes: whoever has read before the one has ended before the other. */
const pauseMs = longestInvocationMs + 5 * 60_000;
/**
 * The first takes out what is there. The second takes out what was under way, from people read before the erasure was known,
 * and sees all rows that such work may have left; the third removes those that are still nobody's.
 */
const passes = 3;

/**
 * [T5] Erases people step by step: a source, a share at a time, each step saved under the erasure's ETag. A message that
 * comes again, or twice at once, goes on where the last step ended; what a step does before it is saved may be repeated.
 * When a pass may begin the queue alone decides: this clock may be behind the queue's. A message of a pass that is over
 * begins nothing.
 */
export const makeErasePerson =
  (deps: ErasePersonDeps) =>
  async (ctx: TenantContext, { erasureId, pass }: PersonErasureRequest): Promise<void> => {
    const until = deps.clock.now() + budgetMs;
    let held = await deps.personErasures.get(ctx, erasureId);
    if (held === undefined || held.value.state === 'done' || held.value.pass !== pass) return;
    const erased = await recognise(ctx, [held.value], deps.hashes);
    while (held !== undefined && held.value.state !== 'done') {
      held = await step(deps, ctx, held, erased, until);
    }
  };

interface Step {
  readonly next: PersonErasure;
  readonly changes?: readonly Change[];
  readonly messages?: readonly Message[];
}

/** The erasure as saved, or nothing where this message has no more to do. */
const step = async (
  deps: ErasePersonDeps,
  ctx: TenantContext,
  held: Versioned<PersonErasure>,
  erased: Erased,
  until: number,
): Promise<Versioned<PersonErasure> | undefined> => {
  const { next, changes = [], messages = [] } = await stages[held.value.stage](deps, ctx, held.value, erased);
  const value = { ...next, step: held.value.step + 1 };
  const isOver = value.state === 'done';
  const isLater = !isOver && (value.pass !== held.value.pass || deps.clock.now() >= until);
  const saved = await deps.commit(
    ctx,
    [deps.personErasures.replaced(ctx, held.etag, value), ...changes],
    [...messages, ...(isLater ? [personErasureMessage(ctx, value)] : [])],
  );
  if (!saved.ok) {
    // The same message is at work elsewhere, or the erasure was lifted. Who is at work may die, and this delivery ends the
    // message for both: so it goes on with what is left of the pass, or comes again.
    const found = await deps.personErasures.get(ctx, held.value.id);
    if (found?.value.pass !== held.value.pass) return undefined;
    if (deps.clock.now() >= until) throw new ServiceError('table storage');
    return found;
  }
  if (isLater) return undefined;
  if (isOver) {
    const { tenantId, correlationId } = ctx;
    deps.log('info', 'person erased', { tenantId, correlationId, count: value.counts.entries });
  }
  return { value, etag: saved.value[0] ?? '' };
};

type Work = (
  deps: ErasePersonDeps,
  ctx: TenantContext,
  erasure: PersonErasure,
  erased: Erased,
) => Promise<Step>;

const counted = (erasure: PersonErasure, more: Partial<PersonErasure['counts']>): PersonErasure => {
  const counts = { ...erasure.counts };
  for (const name of Object.keys(more) as (keyof typeof counts)[]) counts[name] += more[name] ?? 0;
  return { ...erasure, counts };
};

/** The first of a kind after the one that was done last. */
const following = async <T extends { readonly id: string }>(
  all: AsyncIterable<Versioned<T>>,
  after: string | undefined,
): Promise<T | undefined> => {
  for await (const { value } of all) if (after === undefined || value.id > after) return value;
  return undefined;
};

const toNextStage = (deps: ErasePersonDeps, { after: _over, ...erasure }: PersonErasure): PersonErasure => {
  const stage = erasureStages[erasureStages.indexOf(erasure.stage) + 1];
  if (stage !== undefined) return { ...erasure, stage };
  const now = toIso(deps.clock.now());
  if (erasure.pass === passes)
    return { ...moved(personErasureTransitions, erasure, 'done'), finishedAt: now };
  return {
    ...moved(personErasureTransitions, erasure, 'settling'),
    removedAt: erasure.removedAt ?? now,
    pass: erasure.pass + 1,
    stage: 'sources',
    notBefore: toIso(deps.clock.now() + pauseMs),
  };
};

const fromSources: Work = async (deps, ctx, erasure, erased) => {
  const source = await following(deps.sources.all(ctx), erasure.after);
  if (source === undefined) return { next: toNextStage(deps, erasure) };
  const entries = await deps.contacts.revise(ctx, source.id, revisedContact(erased, source.id));
  // Also where nothing was found: a step that died has taken it out without telling.
  return { next: { ...counted(erasure, { entries }), after: source.id }, messages: deps.followers(source) };
};

const fromShares: Work = async (deps, ctx, erasure, erased) => {
  const share = await following(deps.shares.all(ctx), erasure.after);
  if (share === undefined) return { next: toNextStage(deps, erasure) };
  const of = erasure.unnamed
    .filter((row) => row.startsWith(`${share.id}|`))
    .map((row) => row.slice(share.id.length + 1));
  const done = await eraseFromShare(deps, ctx, share.id, erased, of);
  const others = erasure.unnamed.filter((row) => !row.startsWith(`${share.id}|`));
  return {
    next: {
      ...counted(erasure, { contacts: done.contacts, snapshots: done.versions }),
      unnamed: [...others, ...done.unnamed.map((row) => `${share.id}|${row}`)],
      after: share.id,
    },
  };
};

const fromMails: Work = async (deps, ctx, erasure, erased) => {
  const { gone, isAll } = await eraseMails(deps, ctx, erased);
  const next = counted(erasure, { mails: gone });
  return { next: isAll ? toNextStage(deps, next) : next };
};

/** Not before the second pass: requests of before the erasure have ended by then. */
const fromAnswers: Work = async (deps, ctx, erasure) => {
  const answers =
    erasure.pass === 1
      ? 0
      : await deps.forgetAnswers(ctx, fromIso(erasure.requestedAt) + deps.answerMemoryMs);
  return { next: toNextStage(deps, counted(erasure, { answers })) };
};

const stages: Readonly<Record<PersonErasure['stage'], Work>> = {
  sources: fromSources,
  shares: fromShares,
  mails: fromMails,
  answers: fromAnswers,
};
