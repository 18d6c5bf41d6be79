import * as z from 'zod';
import { fromIso } from '../kernel/clock.ts';
import type { EntityStore } from '../kernel/commit.ts';
import type { Message } from '../kernel/messages.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Transitions } from '../kernel/transitions.ts';

/** `erasing`: the first pass. `settling`: what was under way before it ends, and is looked through again. */
export const personErasureStates = ['erasing', 'settling', 'done'] as const;
export type PersonErasureState = (typeof personErasureStates)[number];

export const personErasureTransitions: Transitions<PersonErasureState> = {
  what: 'erasure of a person',
  moves: [
    { from: 'erasing', to: 'settling' },
    { from: 'settling', to: 'done' },
  ],
};

/** Where a pass goes on: the first of these kinds, and after which id of it. */
export const erasureStages = ['sources', 'shares', 'mails', 'answers'] as const;
const count = z.int().min(0);

/**
 * [T5] A person, or several, who were erased, and by what they are kept out: keyed hashes, no personal data, so the row is
 * readable. It stays until the erasure is lifted.
 */
export const personErasureSchema = z.strictObject({
  id: z.string(),
  state: z.enum(personErasureStates),
  /** As many as were found. */
  people: count,
  requestedAt: z.string(),
  /** End of the first pass: nobody who asks from now on finds the person. */
  removedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  keyNumber: z.int(),
  marks: z.array(z.string()),
  pass: z.int(),
  stage: z.enum(erasureStages),
  after: z.string().optional(),
  /** RFC 3339; the queue keeps the message of the pass back until then. */
  notBefore: z.string(),
  /** Counts what was saved, so that each follow-up has an id of its own. */
  step: z.int(),
  /** Rows of snapshots that no head named at the last pass, as `share|row`: gone at the next, unless one does by then. */
  unnamed: z.array(z.string()),
  counts: z.strictObject({ entries: count, contacts: count, snapshots: count, mails: count, answers: count }),
});

export type PersonErasure = z.infer<typeof personErasureSchema>;
export type PersonErasureStore = EntityStore<PersonErasure>;

/** What the hashes are for: keyed hashes of another use are others. */
export const marksUse = 'person-erasure';

export const personErasureBody = z.object({ erasureId: z.string().min(1), pass: z.int() });
export type PersonErasureRequest = z.infer<typeof personErasureBody>;

/** The follow-up of a step that was saved. */
export const personErasureMessage = (ctx: TenantContext, erasure: PersonErasure): Message => ({
  queue: 'person-erasures',
  body: { erasureId: erasure.id, pass: erasure.pass },
  id: `person-${ctx.tenantId}-${erasure.id.slice(0, 13)}-${erasure.step}`,
  notBefore: fromIso(erasure.notBefore),
});
