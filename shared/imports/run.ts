import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import { type ImportId, newestFirstId, type RunId } from '../kernel/ids.ts';
import { isFinalState, type Transitions } from '../kernel/transitions.ts';
import { confirmedSchema, heldBackSchema } from './deletion-limit.ts';
import { holdReasons } from './holds.ts';
import { type MailboxResult, mailboxResultSchema } from './mailbox-result.ts';
import { costSchema, failuresSchema } from './run-cost.ts';

/** [I4] One execution of an import. */
export const runStates = [
  'queued',
  'running',
  'completed',
  'completed-with-errors',
  'failed',
  'stopped',
] as const;

export const runTransitions: Transitions<RunState> = {
  what: 'run',
  moves: [
    { from: 'queued', to: 'running' },
    { from: 'queued', to: 'completed' },
    { from: 'queued', to: 'failed' },
    { from: 'queued', to: 'stopped' },
    { from: 'running', to: 'completed' },
    { from: 'running', to: 'completed-with-errors' },
    { from: 'running', to: 'failed' },
    { from: 'running', to: 'stopped' },
  ],
};

/** `resumed` makes up for what a hold kept from running; `preview` writes nothing; `confirmed` may delete what an administrator was told of [I6]. */
export const runTriggers = [
  'created',
  'changed',
  'schedule',
  'manual',
  'deleted',
  'preview',
  'confirmed',
  'resumed',
] as const;

export const runFailures = [
  'consent-required',
  'access-blocked',
  'share-unknown',
  'share-revoked',
  'share-expired',
  'share-partner-not-allowed',
  /** More contacts than a mailbox's record holds. */
  'share-too-large',
  'provider-consent-required',
  'provider-access-blocked',
  'provider-unavailable',
  'unavailable',
  /** Nothing more was heard of it. */
  'stuck',
] as const;

/** Why a run failed, or what stopped it. */
export const runReasons = [...new Set([...runFailures, ...holdReasons])];

const count = z.number().int().min(0);
export const totalsSchema = z.strictObject({
  mailboxes: count,
  mailboxesDone: count,
  mailboxesFailed: count,
  created: count,
  updated: count,
  deleted: count,
  unchanged: count,
  failed: count,
  photos: count,
  /** [I11] Absent for none. */
  adopted: count.optional(),
  released: count.optional(),
});

export const runSchema = z.strictObject({
  id: z.string() as unknown as z.ZodType<RunId>,
  importId: z.string() as unknown as z.ZodType<ImportId>,
  trigger: z.enum(runTriggers),
  state: z.enum(runStates),
  requestedAt: z.string(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  /** Contacts offered by the share, and the snapshot that the whole run works with. */
  contacts: count,
  snapshot: z.string().optional(),
  blocks: count,
  blocksDone: count,
  /** Blocks that messages have asked for, from the first one on: the run goes on a few at a time. */
  blocksAsked: count.optional(),
  /** RFC 3339: when a block last ended. */
  heardAt: z.string().optional(),
  /** Something began to hold the import: no further block is asked for. */
  stoppedBy: z.enum(holdReasons).optional(),
  /** Tells the blocks of this start from those that an earlier, crashed one left. */
  layout: z.string().optional(),
  totals: totalsSchema,
  reason: z.enum(runReasons).optional(),
  confirmed: confirmedSchema.optional(),
  /** At most one of each kind; `contacts` first. */
  heldBack: z.array(heldBackSchema).optional(),
  /** The import's, when the run was laid out. */
  targetsCutAt: z.string().optional(),
  /** Of `mailboxesFailed`, those without a licence [L11]. */
  leftOut: count.optional(),
  /** Mailboxes that left the import and could not be emptied. */
  removalsFailed: count.optional(),
  /** For the operator: what it took, and why mailboxes failed. */
  cost: costSchema.optional(),
  failures: failuresSchema.optional(),
  correlationId: z.string(),
});

export type RunState = (typeof runStates)[number];
export type RunTrigger = (typeof runTriggers)[number];
export type RunFailure = (typeof runFailures)[number];
export type Totals = z.infer<typeof totalsSchema>;
export type Run = z.infer<typeof runSchema>;

/** Id in the store: `importId~runId`; run ids sort the newest first. */
export type RunStore = EntityStore<Run>;
export const runEntityId = (importId: ImportId, runId: string): string => `${importId}~${runId}`;

/** A mailbox of a block that Graph wants to be left alone, not before `notBefore` (RFC 3339), the how manieth time. */
export const laterSchema = z.strictObject({
  mailbox: z.string(),
  notBefore: z.string(),
  tries: z.number().int(),
});
export type Later = z.infer<typeof laterSchema>;

/** Some mailboxes of a run: what one message asks for. */
export const blockSchema = z.strictObject({
  runId: z.string() as unknown as z.ZodType<RunId>,
  layout: z.string(),
  number: z.number().int(),
  /** `remove`: these mailboxes left the import, or the import or its right to the share ended [I9]. */
  mode: z.enum(['fill', 'remove']),
  mailboxes: z.array(z.string()).max(100),
  state: z.enum(['waiting', 'working', 'done']),
  leaseUntil: z.string().optional(),
  /** RFC 3339: when it was first taken. */
  startedAt: z.string().optional(),
  /** Workers in a row that took it and were not heard of again. */
  attempts: z.number().int(),
  /** Of the mailboxes that have ended. */
  results: z.array(mailboxResultSchema),
  later: z.array(laterSchema),
  cost: costSchema.optional(),
});

export const blockTransitions: Transitions<Block['state']> = {
  what: 'block',
  moves: [
    { from: 'waiting', to: 'working' },
    { from: 'waiting', to: 'done' },
    { from: 'working', to: 'waiting' },
    { from: 'working', to: 'done' },
  ],
};

export type Block = z.infer<typeof blockSchema>;
/** Id in the store: `runId~layout~0001`. */
export type BlockStore = EntityStore<Block>;
export const blockEntityId = (block: Pick<Block, 'runId' | 'layout' | 'number'>): string =>
  `${block.runId}~${block.layout}~${String(block.number).padStart(5, '0')}`;

export const isPreview = ({ trigger }: Run): boolean => trigger === 'preview';

export const isFinal = (state: RunState): boolean => isFinalState(runTransitions, state);

export const emptyTotals: Totals = {
  mailboxes: 0,
  mailboxesDone: 0,
  mailboxesFailed: 0,
  created: 0,
  updated: 0,
  deleted: 0,
  unchanged: 0,
  failed: 0,
  photos: 0,
};

export const addResults = (totals: Totals, results: readonly MailboxResult[]): Totals =>
  results.reduce(
    (sum, each) => ({
      mailboxes: sum.mailboxes,
      mailboxesDone: sum.mailboxesDone + (each.state === 'done' ? 1 : 0),
      mailboxesFailed: sum.mailboxesFailed + (each.state === 'failed' ? 1 : 0),
      created: sum.created + each.created,
      updated: sum.updated + each.updated,
      deleted: sum.deleted + each.deleted,
      unchanged: sum.unchanged + each.unchanged,
      failed: sum.failed + each.failed,
      photos: sum.photos + each.photos,
      ...more('adopted', sum, each),
      ...more('released', sum, each),
    }),
    totals,
  );

/** Left away for none, as in most runs. */
const more = (what: 'adopted' | 'released', sum: Totals, each: MailboxResult): Partial<Totals> => {
  const total = (sum[what] ?? 0) + (each[what] ?? 0);
  return total === 0 ? {} : { [what]: total };
};

/** A timer that fires twice makes one run: time and salt name it. */
export const runIdAt = (requestedAtMs: number, salt: string): RunId =>
  newestFirstId(requestedAtMs, salt) as RunId;
