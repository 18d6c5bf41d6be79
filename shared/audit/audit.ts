import type { Clock } from '../kernel/clock.ts';
import type { Change, Commit, EntityStore } from '../kernel/commit.ts';
import type { Random } from '../kernel/ids.ts';
import type { ActStore, RecordAct } from './act.ts';
import { makeAuditedCommit } from './audited-commit.ts';
import {
  type Audited,
  type AuditedInsertions,
  type Identified,
  makeAuditedInsertions,
  makeAuditedStore,
} from './audited-store.ts';
import { nothing } from './description.ts';
import type { Note } from './note.ts';

export interface Audit {
  /** The store as use cases are to have it. */
  readonly audited: <T>(store: EntityStore<T>, how: Audited<T> & Identified<T>) => EntityStore<T>;
  readonly auditedInsertions: <T>(
    store: EntityStore<T>,
    how: AuditedInsertions<T> & Identified<T>,
  ) => EntityStore<T>;
  readonly commit: Commit;
  readonly recordAct: RecordAct;
}

/** [T7] Decorates what use cases read and commit with, so that none of them can forget the trail. */
export const makeAudit = (deps: {
  readonly commit: Commit;
  readonly acts: ActStore;
  readonly clock: Clock;
  readonly random: Random;
}): Audit => {
  const notes = new WeakMap<Change, Note>();
  const marks = new WeakSet<Change>();
  return {
    audited: (store, how) => makeAuditedStore(store, how, notes),
    auditedInsertions: (store, how) => makeAuditedInsertions(store, how, notes),
    commit: makeAuditedCommit({ ...deps, notes, marks }),
    recordAct: (_ctx, { subject, subjectId, details = {} }) => {
      const mark = {} as unknown as Change;
      marks.add(mark);
      notes.set(mark, {
        subject,
        subjectId,
        effect: 'done',
        before: async () => nothing,
        after: new Map(
          Object.entries(details).map(([name, shown]) => [name, { shown, compared: JSON.stringify(shown) }]),
        ),
        committed: () => {},
      });
      return mark;
    },
  };
};
