import { toIso } from '../kernel/clock.ts';
import type { Versioned } from '../kernel/commit.ts';
import { conflict } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Import } from './import.ts';
import { type ImportChangeDeps, makeImportChange, type Refusal } from './import-change.ts';
import { wakeMessage } from './wake-message.ts';

type Command = (ctx: TenantContext, id: string) => Promise<Result<Versioned<Import>, Refusal>>;

const always = () => true;

/** [L11] No run until it is resumed; one under way ends after its present blocks. Repeating it changes nothing. */
export const makePauseImport = (deps: ImportChangeDeps): Command => {
  const change = makeImportChange(deps);
  return async (ctx, id) => {
    const result = await change(ctx, id, always, async (imported) => {
      if (imported.state === 'deleting') return err(conflict('import-deleting'));
      if (imported.pausedAt !== undefined) return ok({ changed: imported });
      const now = toIso(deps.clock.now());
      return ok({ changed: { ...imported, pausedAt: now, changedAt: now } });
    });
    return result.ok ? ok(result.value.imported) : result;
  };
};

/** [L11] Ends the administrator's pause; a run that was missed meanwhile is made up for, where nothing else holds it. */
export const makeResumeImport = (deps: ImportChangeDeps): Command => {
  const change = makeImportChange(deps);
  return async (ctx, id) => {
    const result = await change(ctx, id, always, async (imported) => {
      if (imported.state === 'deleting') return err(conflict('import-deleting'));
      const { pausedAt, ...open } = imported;
      if (pausedAt === undefined) return ok({ changed: imported });
      const changed = { ...open, changedAt: toIso(deps.clock.now()) };
      return ok({ changed, messages: [wakeMessage(imported.id)] });
    });
    return result.ok ? ok(result.value.imported) : result;
  };
};
