import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../shared/kernel/clock.ts';
import type { HostLog } from '../log.ts';
import type { AppRegistry, RegisteredFunction } from './app-registry.ts';
import { isolatedHookContext } from './hook-context.ts';
import type {
  CoreInvocationContext,
  HookCallback,
  InvocationResponse,
  RetryContext,
  TraceContext,
  TypedData,
} from './protocol.ts';
import { newTraceContext } from './trace-context.ts';
import { withTimeout } from './with-timeout.ts';

export interface Invocation {
  readonly input: TypedData;
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
  /** Why the function runs, for the log: "Timer fired at …", "New message on …". */
  readonly reason: string;
  readonly traceContext?: TraceContext | undefined;
  readonly retryContext?: RetryContext | undefined;
}

/** Runs one invocation through the library's own model; rejects with what the function, a hook or the time limit threw. */
export type Invoke = (fn: RegisteredFunction, invocation: Invocation) => Promise<InvocationResponse>;

export interface Invoker {
  readonly invoke: Invoke;
  /** Invocations that have begun and not ended, also those whose caller no longer waits. */
  running(): number;
  /** Resolves when nothing runs any more, or after `limitMs`: true when all have ended. */
  drained(limitMs: number): Promise<boolean>;
}

export const createInvoker = (options: {
  readonly registry: AppRegistry;
  readonly log: HostLog;
  readonly clock: Clock;
  readonly appHookData: Record<string, unknown>;
  /** `functionTimeout` of host.json in milliseconds; undefined means without limit. */
  readonly functionTimeoutMs: number | undefined;
}): Invoker => {
  const { registry, log, clock, appHookData, functionTimeoutMs } = options;
  const inFlight = new Set<Promise<unknown>>();

  const runHooks = async (
    hooks: readonly HookCallback[],
    context: Record<string, unknown>,
  ): Promise<void> => {
    for (const hook of hooks) await hook(context);
  };

  const runModel = async (
    fn: RegisteredFunction,
    core: CoreInvocationContext,
  ): Promise<InvocationResponse> => {
    const model = registry.programmingModel()?.getInvocationModel(core);
    if (model === undefined)
      throw new Error('No programming model is set: the app never called @azure/functions.');
    const { context, inputs } = await model.getArguments();
    const fixed = { hookData: {}, appHookData, invocationContext: context };

    const pre = isolatedHookContext(fixed, { inputs, functionCallback: fn.callback });
    core.state = 'preInvocationHooks';
    await runHooks(registry.hooks('preInvocation'), pre);

    const post = isolatedHookContext(fixed, { inputs: pre['inputs'], result: null, error: null });
    core.state = 'invocation';
    try {
      post['result'] = await model.invokeFunction(
        context,
        pre['inputs'] as unknown[],
        pre['functionCallback'] as RegisteredFunction['callback'],
      );
    } catch (thrown) {
      post['error'] = thrown ?? new Error('The function threw nothing at all.');
    }
    core.state = 'postInvocationHooks';
    await runHooks(registry.hooks('postInvocation'), post);
    core.state = undefined;
    // A hook may clear the error, and the invocation then counts as succeeded: so the worker does it.
    if (post['error'] !== null && post['error'] !== undefined) throw post['error'];
    return model.getResponse(context, post['result']);
  };

  const invoke: Invoke = async (fn, invocation) => {
    const { name } = fn.metadata;
    const invocationId = randomUUID();
    const core: CoreInvocationContext = {
      invocationId,
      metadata: fn.metadata,
      state: undefined,
      request: {
        invocationId,
        functionId: name,
        inputData: [{ name: triggerBindingName(fn), data: invocation.input }],
        triggerMetadata: invocation.triggerMetadata,
        traceContext: invocation.traceContext ?? newTraceContext(),
        retryContext: invocation.retryContext,
      },
      log: (level, category, message) => log.fromFunction(name, invocationId, level, category, message),
    };
    const started = clock.now();
    log.fromFunction(
      name,
      invocationId,
      'information',
      'system',
      `Executing 'Functions.${name}' (Reason='${invocation.reason}', Id=${invocationId})`,
    );
    const work = runModel(fn, core);
    inFlight.add(work);
    work.then(
      () => inFlight.delete(work),
      () => inFlight.delete(work),
    );
    try {
      const response = await withTimeout(
        work,
        functionTimeoutMs,
        `Timeout value of ${functionTimeoutMs} ms exceeded by function 'Functions.${name}' (Id: '${invocationId}').`,
      );
      log.fromFunction(
        name,
        invocationId,
        'information',
        'system',
        `Executed 'Functions.${name}' (Succeeded, Id=${invocationId}, Duration=${clock.now() - started}ms)`,
      );
      return response;
    } catch (error) {
      log.fromFunction(
        name,
        invocationId,
        'error',
        'system',
        `Executed 'Functions.${name}' (Failed, Id=${invocationId}, Duration=${clock.now() - started}ms)`,
        error,
      );
      throw error;
    }
  };

  return {
    invoke,
    running: () => inFlight.size,
    async drained(limitMs) {
      const all = (async () => {
        while (inFlight.size > 0) await Promise.allSettled(inFlight);
        return true;
      })();
      return withTimeout(all, limitMs, 'drain').catch(() => false);
    },
  };
};

const triggerBindingName = (fn: RegisteredFunction): string => {
  const found = Object.entries(fn.metadata.bindings).find(([, binding]) => /trigger$/i.test(binding.type));
  if (found === undefined) throw new Error(`Function "${fn.metadata.name}" has no trigger.`);
  return found[0];
};
