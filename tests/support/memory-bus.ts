import type { Envelope, MessageBus } from '../../shared/kernel/message-bus.ts';

/** Keeps what is sent; a repeated id is dropped, as the queues do. */
export const makeMemoryBus = (): MessageBus & { readonly sent: readonly Envelope[] } => {
  const sent: Envelope[] = [];
  return {
    sent,
    send: async (messages) => {
      for (const message of messages) {
        if (!sent.some(({ queue, id }) => queue === message.queue && id === message.id)) sent.push(message);
      }
    },
  };
};
