import type { Tag } from './mailboxes.ts';
import type { Step } from './plan-mailbox.ts';

/** A step that is to be carried out. */
export interface Work {
  readonly step: Step;
  /** Find out first what is there: of a create by its tag, of what is changed by its id. */
  readonly lookUp: boolean;
  /** Was sent before, and may have happened. */
  readonly isDoubtful?: boolean;
  /** Was computed anew already. */
  readonly isRepeat?: boolean;
}

export const makeWorkQueue = (steps: readonly Step[]) => {
  const queue: Work[] = steps.map((step) => ({ step, lookUp: step.kind === 'create' && step.lookUp }));
  return {
    get length() {
      return queue.length;
    },
    /** The mailbox may hold a contact that nobody has recorded. */
    get isDoubtful() {
      return queue.some(
        ({ step, lookUp, isDoubtful }) =>
          (step.kind === 'create' && lookUp) || (step.kind === 'adopt' && isDoubtful === true),
      );
    },
    hasCreate: (tag: Tag) => queue.some(({ step }) => step.kind === 'create' && step.tag === tag),
    push: (step: Step, how: Partial<Work> = {}) => {
      queue.push({ step, lookUp: false, ...how });
    },
    next: (step: Step, how: Partial<Work> = {}) => {
      queue.unshift({ step, lookUp: false, ...how });
    },
    /** The first that is about none of these contacts. */
    shift: (except: ReadonlySet<Tag>): Work | undefined => {
      const n = queue.findIndex(({ step }) => !except.has(step.tag));
      return n < 0 ? undefined : queue.splice(n, 1)[0];
    },
  };
};
