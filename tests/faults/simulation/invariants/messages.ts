import type { Invariant } from './invariant.ts';

/** (F) */
export const messagesEnd: Invariant = {
  name: 'F: every message is completed or dead-lettered with a reason',
  check: ({ world, broken }) => [
    ...broken,
    ...world.queues.waiting().map(({ id, state }) => `message ${id} is still ${state}`),
    ...world.queues
      .deadLetters()
      .filter(({ message }) => (message.deadLetter?.reason ?? '') === '')
      .map(({ queue, message }) => `dead letter ${message.id} of ${queue} has no reason`),
  ],
};

interface Outbox {
  readonly messages: readonly { readonly queue: string; readonly id: string }[];
}

/** (B) A message that was committed reaches its queue, whatever comes between. */
export const committedMessagesAreSent: Invariant = {
  name: 'B: what was committed to be sent was sent',
  check: ({ world }) => {
    const sent = new Set(world.queues.sent.map(({ queue, id }) => `${queue} ${id}`));
    return world.journal.flatMap(({ key, after }) => {
      if (!key.startsWith('outbox|') || after?.values['form'] !== 'json') return [];
      const { messages } = JSON.parse(String(after.values['json'])) as Outbox;
      return messages
        .filter(({ queue, id }) => !sent.has(`${queue} ${id}`))
        .map(({ queue, id }) => `message ${id} never reached ${queue}`);
    });
  },
};

export const outboxIsEmpty: Invariant = {
  name: 'B: no message waits in an outbox',
  check: ({ world }) =>
    world.tables.state
      .all()
      .filter(({ key }) => key.startsWith('outbox|'))
      .map(({ key, partition }) => `${partition} ${key}`),
};
