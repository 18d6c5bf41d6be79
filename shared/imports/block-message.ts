import type { Message } from '../kernel/messages.ts';
import type { BlockRequest } from './claim-block.ts';

/** Asks for a block. `occasion` tells the messages of one block apart: the same occasion is delivered once. */
export const blockMessage = (request: BlockRequest, occasion: string, notBefore?: number): Message => {
  const { importId, runId, layout, number } = request;
  return {
    queue: 'mailbox-blocks',
    id: `${runId}-${layout}-${number}-${occasion}`,
    body: { importId, runId, layout, number },
    ...(notBefore === undefined ? {} : { notBefore }),
  };
};
