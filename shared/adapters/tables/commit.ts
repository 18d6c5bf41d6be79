import { RestError } from '@azure/data-tables';
import type { Clock } from '../../kernel/clock.ts';
import type { Commit } from '../../kernel/commit.ts';
import { conflict, stale } from '../../kernel/failures.ts';
import type { Random } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { MessageBus } from '../../kernel/message-bus.ts';
import type { Message } from '../../kernel/messages.ts';
import { err, ok } from '../../kernel/result.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import { silentTelemetry, type Telemetry } from '../../kernel/telemetry.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { asRowChange, type RowChange } from './changes.ts';
import { flushOutbox, type Outbox, outboxAction, outboxPrefix } from './outbox.ts';
import {
  bytesOf,
  type Columns,
  isTransient,
  maxTransactionBytes,
  maxTransactionRows,
  type Row,
  type RowAction,
  readRow,
  toTransactionAction,
} from './rows.ts';
import type { Table } from './table.ts';

export interface CommitDeps {
  /** Without retries of the SDK's own: a repeated transaction would meet its own rows and report a conflict. */
  readonly table: Table;
  readonly bus: MessageBus;
  /** Asks for a relay of the tenant's partition some time after the commit; called before it. */
  readonly askForRelay: (ctx: TenantContext, committedAt: number) => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly telemetry?: Telemetry;
}

const attempts = 3;

export const makeCommit = (deps: CommitDeps): Commit => {
  const commit = makeUnmeasuredCommit(deps);
  const { telemetry = silentTelemetry } = deps;
  return (ctx, changes, messages = []) => {
    const attributes = {
      'switchboard.tenant.id': ctx.tenantId,
      'switchboard.changes': changes.length,
      'switchboard.messages': messages.length,
    };
    return telemetry.span('commit', { attributes }, async (span) => {
      const done = await commit(ctx, changes, messages);
      if (!done.ok) span.note({ 'switchboard.failure': done.error.type });
      return done;
    });
  };
};

const makeUnmeasuredCommit = (deps: CommitDeps): Commit => {
  return async (ctx, changes, messages = []) => {
    const commitId = deps.random.id();
    const rowChanges = changes.map(asRowChange);
    if (rowChanges.some((change) => change.tenantId !== ctx.tenantId)) {
      throw new Error('a commit must not reach into another tenant');
    }
    const outbox = makeOutbox(ctx, deps, messages, rowChanges);
    const actions = await Promise.all(rowChanges.map((change) => toAction(change, commitId)));
    if (outbox !== undefined) actions.push(outboxAction(commitId, outbox));
    guardLimits(actions);

    if (outbox !== undefined) await deps.askForRelay(ctx, outbox.committedAt);
    const etags = await submit(deps, ctx, commitId, actions);
    if (typeof etags === 'string') return err(etags === 'stale' ? stale : conflict('exists'));

    if (outbox !== undefined) await publish(deps, ctx, `${outboxPrefix}${commitId}`, outbox);
    return ok(rowChanges.map((change, n) => (change.kind === 'delete' ? '' : (etags[n] ?? ''))));
  };
};

/** The command is done once it is committed: messages that cannot be sent now are the relay's. */
const publish = async (deps: CommitDeps, ctx: TenantContext, key: string, outbox: Outbox): Promise<void> => {
  try {
    await flushOutbox(deps.table, deps.bus, ctx.tenantId, key, outbox);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { tenantId, correlationId } = ctx;
    deps.log('warn', 'messages wait for the relay', { tenantId, correlationId, reason: error.service });
  }
};

const makeOutbox = (
  ctx: TenantContext,
  deps: CommitDeps,
  messages: readonly Message[],
  changes: readonly RowChange[],
): Outbox | undefined => {
  const tombstones = changes.filter((change) => change.kind === 'delete').map((change) => change.key);
  if (messages.length === 0 && tombstones.length === 0) return undefined;
  const traceparent = deps.telemetry?.traceparent();
  return {
    committedAt: deps.clock.now(),
    messages: messages.map((message) => ({
      queue: message.queue,
      id: message.id ?? deps.random.id(),
      correlationId: ctx.correlationId,
      body: { ...message.body, tenantId: ctx.tenantId, correlationId: ctx.correlationId },
      ...(message.notBefore === undefined ? {} : { notBefore: message.notBefore }),
      ...(traceparent === undefined ? {} : { traceparent }),
    })),
    tombstones,
  };
};

const toAction = async (change: RowChange, commitId: string): Promise<RowAction> => {
  if (change.kind === 'delete') {
    const columns: Columns = { form: 'deleted', commit: commitId };
    return { kind: 'replace', key: change.key, columns, etag: change.etag };
  }
  const columns = { ...(await change.columns), commit: commitId };
  return change.kind === 'insert'
    ? { kind: 'insert', key: change.key, columns }
    : { kind: 'replace', key: change.key, columns, etag: change.etag };
};

const guardLimits = (actions: readonly RowAction[]): void => {
  if (actions.length === 0) throw new Error('a commit needs a change or a message');
  if (actions.length > maxTransactionRows) throw new Error(`a commit has ${actions.length} rows`);
  const bytes = actions.reduce((sum, action) => sum + ('columns' in action ? bytesOf(action.columns) : 0), 0);
  if (bytes > maxTransactionBytes * 0.7) throw new Error(`a commit has ${bytes} bytes`);
};

/** After a lost answer the first row tells, by the commit's id in it, whether the transaction took place. */
const submit = async (
  deps: CommitDeps,
  ctx: TenantContext,
  commitId: string,
  actions: readonly RowAction[],
): Promise<readonly string[] | 'stale' | 'exists'> => {
  const batch = actions.map((action) => toTransactionAction(ctx.tenantId, action));
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await deps.table.submitTransaction(batch);
      return answer.subResponses.map((each) => each.etag?.trim() ?? '');
    } catch (error) {
      const refusal = isTransient(error) ? undefined : refusalOf(error);
      if (refusal !== undefined && attempt === 1) return refusal;
      // A repetition may be refused because of its own first attempt, which landed late.
      const done = await etagsIfDone(deps, ctx, commitId, actions);
      if (done !== undefined) return done;
      if (refusal !== undefined) return refusal;
      if (attempt === attempts) throw new ServiceError('table storage', { cause: error });
    }
  }
};

const refusalOf = (error: unknown): 'stale' | 'exists' => {
  const status = error instanceof RestError ? error.statusCode : undefined;
  if (status === 412 || status === 404) return 'stale';
  if (status === 409) return 'exists';
  throw error;
};

const etagsIfDone = async (
  deps: CommitDeps,
  ctx: TenantContext,
  commitId: string,
  actions: readonly RowAction[],
): Promise<readonly string[] | undefined> => {
  const rows = await Promise.all(actions.map((action) => readRow(deps.table, ctx.tenantId, action.key)));
  const isOurs = (row: Row | undefined) => row?.columns['commit'] === commitId;
  return rows.some(isOurs)
    ? rows.map((row) => (isOurs(row) && row !== undefined ? row.etag : overtaken))
    : undefined;
};

/** In place of the ETag of a row that someone has changed since: matches nothing, so that the next write is stale. */
const overtaken = `W/"datetime'1601-01-01T00%3A00%3A00.0000000Z'"`;
