import type { RecordAct } from '../audit/act.ts';
import { toIso } from '../kernel/clock.ts';
import {
  type Conflict,
  conflict,
  type Invalid,
  invalid,
  type NotFound,
  notFound,
} from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type BillingDeps, billingChanges, openBilling } from './change-billing.ts';
import { makeStatement, type Statement, type StatementLine, statementEntityId } from './statement.ts';
import { addDays } from './terms.ts';

export interface Correction {
  readonly reason: string;
  /** Of which line, counted from 0, how much net is given back, in cents; absent: everything that is left of it. */
  readonly credits: readonly { readonly line: number; readonly amount?: number | undefined }[];
}

/**
 * [L12] Puts right what was charged wrongly by a statement of its own, which names the one it corrects; that one stays as
 * it is. No line is given back twice. `conflict`: `is-correction`, of a correction there is none; `nothing-to-credit`; `stale`
 * never: somebody who was faster makes it `billing-busy`.
 */
export const makeCorrectStatement =
  (deps: BillingDeps & { readonly recordAct: RecordAct }) =>
  async (
    ctx: TenantContext,
    sequence: number,
    { reason, credits }: Correction,
  ): Promise<Result<Statement, NotFound | Conflict | Invalid>> => {
    const found = await deps.statements.get(ctx, statementEntityId({ sequence }));
    if (found === undefined) return err(notFound);
    const statement = found.value;
    if (statement.corrects !== undefined) return err(conflict('is-correction'));
    const opened = await openBilling(deps, ctx);
    if (!opened.ok) return opened;
    const { account } = opened.value.settled;

    const given = await creditsOf(deps, ctx, statement.sequence, statement.lines.length);
    const lines: StatementLine[] = [];
    for (const [n, { line, amount }] of credits.entries()) {
      const charged = statement.lines[line];
      if (charged === undefined) return err(invalid({ pointer: `/credits/${n}/line`, rule: 'unknown-line' }));
      const left = charged.amount - (given[line] ?? 0);
      const credited = amount ?? left;
      if (credited > left)
        return err(invalid({ pointer: `/credits/${n}/amount`, rule: 'maximum', params: { max: left } }));
      if (credited === 0) continue;
      given[line] = (given[line] ?? 0) + credited;
      lines.push({ ...charged, reason: 'credit', amount: -credited, corrects: line });
    }
    if (lines.length === 0) return err(conflict('nothing-to-credit'));

    const corrected = makeStatement(
      {
        sequence: account.statements + 1,
        period: { from: opened.value.at.today, until: addDays(opened.value.at.today, 1) },
        issuedAt: toIso(deps.clock.now()),
        corrects: { sequence, reason },
      },
      lines,
    );
    const after = { ...account, statements: corrected.sequence };
    const { settled } = opened.value;
    const issued = { ...settled, statements: [...settled.statements, corrected] };
    const { changes, messages } = await billingChanges(
      deps,
      ctx,
      { ...opened.value, settled: issued },
      after,
    );
    const act = deps.recordAct(ctx, {
      subject: 'statement',
      subjectId: String(sequence),
      details: { corrected: lines.length },
    });
    const done = await deps.commit(ctx, [...changes, act], messages);
    return done.ok ? ok(corrected) : err(conflict('billing-busy'));
  };

/** By line of a statement, what later ones have given back of it. */
const creditsOf = async (
  { statements }: BillingDeps,
  ctx: TenantContext,
  sequence: number,
  lines: number,
): Promise<number[]> => {
  const given = Array<number>(lines).fill(0);
  for await (const { value } of statements.all(ctx)) {
    if (value.corrects?.sequence !== sequence) continue;
    for (const line of value.lines) {
      const n = line.corrects ?? 0;
      given[n] = (given[n] ?? 0) - line.amount;
    }
  }
  return given;
};
