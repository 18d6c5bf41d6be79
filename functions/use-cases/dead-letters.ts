import { makeDiscardDeadLetter } from '../../shared/dead-letters/discard-dead-letter.ts';
import { makeListDeadLetters } from '../../shared/dead-letters/list-dead-letters.ts';
import { makeReplayDeadLetter } from '../../shared/dead-letters/replay-dead-letter.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { tenantEntityId } from '../../shared/tenants/tenant.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';

/** What the operator does with messages that their queues have given up. */
export const makeDeadLetterWork = (
  { deadLetters }: Pick<Ports, 'deadLetters'>,
  { recordAct, commit, tenants }: Stores,
  isBeingErased: (ctx: TenantContext) => Promise<boolean>,
) => {
  const hasLeft = async (ctx: TenantContext) =>
    (await tenants.get(ctx, tenantEntityId)) === undefined || isBeingErased(ctx);
  const deps = { deadLetters, recordAct, commit, hasLeft };
  return {
    listDeadLetters: makeListDeadLetters(deps),
    replayDeadLetter: makeReplayDeadLetter(deps),
    discardDeadLetter: makeDiscardDeadLetter(deps),
  };
};
