import type { Page, PageRequest } from '../kernel/commit.ts';
import type { DeadLetter, DeadLetters } from '../kernel/dead-letters.ts';
import { type QueueName, queueNames } from '../kernel/messages.ts';

/** Dead letters of one queue, or of all in their order. The cursor names the last one that was seen. */
export const makeListDeadLetters =
  (deps: { readonly deadLetters: DeadLetters }) =>
  async ({ limit, cursor }: PageRequest, only?: QueueName): Promise<Page<DeadLetter>> => {
    const [, lastQueue, last] = /^([a-z-]+)\/(\d{1,19})$/.exec(cursor ?? '') ?? [];
    const wanted = only === undefined ? queueNames : [only];
    const seen = wanted.filter((queue) => queue === lastQueue)[0];
    const items: DeadLetter[] = [];
    for (const queue of wanted.slice(seen === undefined ? 0 : wanted.indexOf(seen))) {
      // One more than fits tells whether there is another page.
      const room = limit + 1 - items.length;
      const after = queue === seen && last !== undefined ? { after: last } : {};
      items.push(...(await deps.deadLetters.acrossTenants(queue, { ...after, limit: room })));
      if (items.length > limit) break;
    }
    const shown = items.slice(0, limit);
    const end = shown.at(-1);
    return items.length > limit && end !== undefined
      ? { items: shown, cursor: `${end.queue}/${end.sequenceNumber}` }
      : { items: shown };
  };
