import * as z from 'zod';
import type { DeadLetter } from '../kernel/dead-letters.ts';
import { type Conflict, conflict, type NotFound } from '../kernel/failures.ts';
import { renamed } from '../kernel/message-ids.ts';
import type { Message } from '../kernel/messages.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { messageIdOf, tenantOf } from './letter-ids.ts';
import { commitAct, type DeadLetterDeps, type LetterName, takeLetter } from './take-letter.ts';

/**
 * Sends a dead letter to its queue again. Its id is a new one, or the queue would drop it as a duplicate, and always the
 * same new one: after a crash before the dead letter was removed, a replay within the hour is dropped, a later one is a
 * second delivery, which every handler bears.
 */
export const makeReplayDeadLetter =
  (deps: DeadLetterDeps) =>
  async (ctx: TenantContext, name: LetterName): Promise<Result<void, NotFound | Conflict>> => {
    const taken = await takeLetter(deps, name);
    if (!taken.ok) return taken;
    const held = taken.value;
    const message = messageOf(held.letter);
    if (message === undefined) {
      await held.release();
      return err(conflict('dead-letter-malformed'));
    }
    await commitAct(deps, ctx, held, { did: 'replayed' }, [message]);
    await held.complete();
    return ok(undefined);
  };

const bodySchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** What a message of ours can be made of; undefined: no consumer would make sense of it a second time. */
const messageOf = (letter: DeadLetter): Message | undefined => {
  const body = bodySchema.safeParse(letter.body);
  const id = messageIdOf(letter);
  if (!body.success || id === undefined || tenantOf(letter) === undefined) return undefined;
  return {
    queue: letter.queue,
    id: renamed(id, 'replay', letter.sequenceNumber),
    body: body.data,
  };
};
