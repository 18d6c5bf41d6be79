import { type Invalid, invalid } from '../kernel/failures.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { RunsPerDay } from './next-run.ts';

/** [I3] Says how many runs a day the plan allows where these are more. */
export const moreThanAllowed = async (
  runsPerDay: RunsPerDay,
  ctx: TenantContext,
  runsAt: readonly string[],
): Promise<Invalid | undefined> => {
  const allowed = await runsPerDay(ctx);
  if (runsAt.length <= allowed) return undefined;
  return invalid({ pointer: '/runsAt', rule: 'runs-per-day', params: { allowed, asked: runsAt.length } });
};
