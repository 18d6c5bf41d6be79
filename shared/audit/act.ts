import * as z from 'zod';
import type { Change, EntityStore } from '../kernel/commit.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ShownFields } from './description.ts';

/** Kinds of things that acts are about. */
export const actSubjects = [
  'tenant',
  'source',
  'share',
  'import',
  'run',
  'licences',
  'billing',
  'statement',
  'app-brand',
  'app-contract',
  'enrolment-token',
  'seat',
  'person-export',
  'person-erasure',
  'tenant-export',
  'audit-trail',
  'dead-letter',
] as const;
export type ActSubject = (typeof actSubjects)[number];

export const actorKinds = ['user', 'app', 'operator', 'system'] as const;
/** `done`: nothing that is kept changed, but it was done (a run asked for, data taken out). */
const effects = ['created', 'changed', 'deleted', 'done'] as const;

const shownFields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** [T7] One administrative act: what one commit did, by whom, from where. Written in that very commit, never changed. */
export const actSchema = z.strictObject({
  /** Sorts the newest first. */
  id: z.string(),
  at: z.string(),
  /** `operationId` of the route; of the system's own acts the queue or timer. */
  operation: z.string(),
  /** `oid` is Entra's object id; the system has none. */
  actor: z.strictObject({ kind: z.enum(actorKinds), oid: z.string().optional() }),
  /** Network address of the caller: personal data, so the row is sealed. */
  from: z.string().optional(),
  correlationId: z.string(),
  /** One commit may change several things, e.g. pause all imports. Only the fields that differ. */
  changes: z.array(
    z.strictObject({
      subject: z.string(),
      subjectId: z.string(),
      effect: z.enum(effects),
      before: shownFields,
      after: shownFields,
    }),
  ),
});

export type Act = z.infer<typeof actSchema>;
export type ActChange = Act['changes'][number];
export type ActStore = EntityStore<Act>;

/**
 * An act that changes nothing that is kept, or more of one than its rows tell. The change goes into the command's commit,
 * and joins the act of that commit; `details` hold no personal data.
 */
export type RecordAct = (
  ctx: TenantContext,
  done: { readonly subject: ActSubject; readonly subjectId: string; readonly details?: ShownFields },
) => Change;
