import type { Log } from '../../shared/kernel/log.ts';
import type { makeErasePerson } from '../../shared/people/erase-person.ts';
import { personErasureBody } from '../../shared/people/person-erasure.ts';
import { onQueue, type QueueRegistry } from './handle.ts';

/** [T5] Begins the erasure of a person, or goes on with it. */
export const registerPersonErasures = (
  app: QueueRegistry,
  deps: { readonly erasePerson: ReturnType<typeof makeErasePerson>; readonly log: Log },
): void => onQueue(app, 'person-erasures', personErasureBody, deps.log, deps.erasePerson);
