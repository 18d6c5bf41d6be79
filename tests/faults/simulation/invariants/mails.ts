import { isFinal, type Notification } from '../../../../shared/notifications/notification.ts';
import type { World } from '../world/world.ts';
import type { Invariant } from './invariant.ts';
import { makeRowReader } from './row-reader.ts';

/** Mails whose message, or the message that would have sent it, was taken from its queue: an operator's to replay. */
const isTaken = ({ queues }: World, partition: string, id: string): boolean =>
  queues
    .deadLetters()
    .some(({ queue, message }) =>
      queue === 'notifications'
        ? Buffer.from(message.content).includes(id)
        : queue === 'outbox-relay' && Buffer.from(message.content).includes(partition),
    );

/**
 * (B) [N1] Whatever was committed to be told is told, or given up: because the provider said so, or because the company's
 * consent, without which nobody can look up a user's address, stayed away for longer than a mail waits.
 */
export const promisedMailsGoOut: Invariant = {
  name: 'B: what was to be told by mail was told',
  check: async ({ world, history }) => {
    const wasAway = history.commands.some(({ act }) => act.kind === 'consent-lost');
    const read = makeRowReader(world);
    const found: string[] = [];
    const went = new Set(world.mails.map(({ id }) => id));
    const wasRefused = world.struck.some(({ kind }) => kind.startsWith('mail-'));
    for (const row of world.tables.state.all()) {
      if (!row.key.startsWith('notification|')) continue;
      const mail = await read<Notification>(row);
      if (mail === undefined) continue;
      const { id, kind, state, lastError } = mail;
      if (!isFinal(state) && !isTaken(world, row.partition, id)) found.push(`a mail ${kind} is ${state}`);
      if (state === 'sent' && !went.has(id)) found.push(`a mail ${kind} is sent and never went out`);
      const noAddress = wasAway && lastError === 'address-consent-required';
      if (state === 'failed' && !wasRefused && !noAddress)
        found.push(`a mail ${kind} failed, and nobody refused it`);
    }
    return found;
  },
};
