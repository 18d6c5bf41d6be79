import type { KeyWrapper } from '../../../../shared/kernel/key-wrapper.ts';
import type { MessageBus } from '../../../../shared/kernel/message-bus.ts';
import { ok } from '../../../../shared/kernel/result.ts';
import type { Secrets } from '../../../../shared/kernel/secrets.ts';
import type { Mailer } from '../../../../shared/notifications/mailer.ts';
import type { Worker } from './gate.ts';
import { makeVault } from './vault.ts';
import type { World } from './world.ts';

/** As the real one: queue after queue, so that a message of the first can be out when the second fails. */
export const makeBusPort = ({ gate, queues }: World, worker: Worker): MessageBus => ({
  send: async (messages) => {
    for (const [queue, some] of Map.groupBy(messages, (message) => message.queue)) {
      await gate(worker, { port: 'bus', operation: `send ${queue}`, writes: true }, () => {
        for (const message of some) queues.accept(message);
      });
    }
  },
});

export const makeSecretsPort = ({ gate, vault }: Pick<World, 'gate' | 'vault'>, worker: Worker): Secrets => {
  const call = <T>(operation: string, writes: boolean, perform: () => T) =>
    gate(worker, { port: 'vault', operation, writes }, perform);
  return {
    get: (name) => call('get secret', false, () => vault.secrets.get(name)),
    set: (name, value) => call('set secret', true, () => void vault.secrets.set(name, value)),
    delete: (name) => call('delete secret', true, () => void vault.secrets.delete(name)),
  };
};

export const makeKeyWrapperPort = ({ gate, vault }: World, worker: Worker): KeyWrapper => {
  const { wrap, unwrap } = makeVault(vault.wrappingKey);
  const call = <T>(operation: string, perform: () => Promise<T>) =>
    gate(worker, { port: 'vault', operation, writes: false }, perform);
  return {
    wrap: (key) => call('wrap', () => wrap(key)),
    unwrap: (wrapped, keyId) => call('unwrap', () => unwrap(wrapped, keyId)),
  };
};

export const makeMailPort = ({ gate, mails }: World, worker: Worker): Mailer => ({
  send: (message) =>
    gate(worker, { port: 'mail', operation: 'send', writes: true }, () => {
      mails.push(message);
      return ok({ providerMessageId: `mail-${message.id}` });
    }),
});
