import { z } from 'zod';
import type { RegisteredFunction } from '../worker/app-registry.ts';
import { resolveSettings, type Settings } from './app-setting.ts';

export type HttpFunction = {
  readonly kind: 'http';
  readonly name: string;
  readonly fn: RegisteredFunction;
  /** The template below the route prefix; the function's name when the app gives none. */
  readonly route: string;
  /** Upper case. */
  readonly methods: readonly string[];
  readonly authLevel: 'anonymous' | 'function' | 'admin';
};

export type TimerFunction = {
  readonly kind: 'timer';
  readonly name: string;
  readonly fn: RegisteredFunction;
  readonly schedule: string;
  readonly runOnStartup: boolean;
  readonly useMonitor: boolean;
};

export type QueueFunction = {
  readonly kind: 'queue';
  readonly name: string;
  readonly fn: RegisteredFunction;
  readonly queueName: string;
  /** Name (or prefix) of the app settings that hold the connection. */
  readonly connection: string;
  readonly many: boolean;
  readonly sessions: boolean;
  readonly binary: boolean;
  readonly autoComplete: boolean | undefined;
};

export type FunctionKind = HttpFunction | TimerFunction | QueueFunction;

const httpTrigger = z.object({
  route: z.string().optional(),
  methods: z.array(z.string()).min(1),
  authLevel: z.enum(['anonymous', 'function', 'admin']),
});
const timerTrigger = z.object({
  schedule: z.string(),
  runOnStartup: z.boolean().default(false),
  useMonitor: z.boolean().default(true),
});
const queueTrigger = z.object({
  queueName: z.string('only queues are supported, not topics: give queueName'),
  connection: z.string(),
  cardinality: z.enum(['one', 'many']).default('one'),
  isSessionsEnabled: z.boolean().default(false),
  autoCompleteMessages: z.boolean().optional(),
  dataType: z.enum(['string', 'binary', 'stream', 'undefined']).optional(),
  sdkBinding: z.literal(false, 'settling messages from code (sdkBinding) is not supported').optional(),
});

/**
 * What a registered function is, from its bindings.
 *
 * @throws Error with a sentence for every trigger, input or output binding that this host does not have.
 */
export const functionKind = (fn: RegisteredFunction, settings: Settings): FunctionKind => {
  const { name, bindings } = fn.metadata;
  const where = `Function "${name}"`;
  const trigger = Object.values(bindings).find((binding) => /trigger$/i.test(binding.type));
  if (trigger === undefined) throw new Error(`${where} has no trigger.`);

  for (const [bindingName, binding] of Object.entries(bindings)) {
    const httpReturn = bindingName === '$return' && binding.type === 'http' && trigger.type === 'httpTrigger';
    if (binding !== trigger && !httpReturn) {
      const side = binding.direction === 'in' ? 'input' : 'output';
      throw new Error(
        `${where} has the ${side} binding "${bindingName}" of type "${binding.type}"; the embedded host has no bindings but the HTTP return value.`,
      );
    }
  }
  const resolve = (text: string): string => resolveSettings(text, settings, where);
  const read = <T>(schema: z.ZodType<T>): T => {
    const parsed = schema.safeParse(trigger);
    if (parsed.success) return parsed.data;
    throw new Error(
      `${where} cannot be used. ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
    );
  };

  switch (trigger.type) {
    case 'httpTrigger': {
      const { route, methods, authLevel } = read(httpTrigger);
      return {
        kind: 'http',
        name,
        fn,
        route: resolve(route ?? name),
        methods: methods.map((method) => method.toUpperCase()),
        authLevel,
      };
    }
    case 'timerTrigger': {
      const { schedule, runOnStartup, useMonitor } = read(timerTrigger);
      return { kind: 'timer', name, fn, schedule: resolve(schedule), runOnStartup, useMonitor };
    }
    case 'serviceBusTrigger': {
      const options = read(queueTrigger);
      return {
        kind: 'queue',
        name,
        fn,
        queueName: resolve(options.queueName),
        connection: resolve(options.connection),
        many: options.cardinality === 'many',
        sessions: options.isSessionsEnabled,
        binary: options.dataType === 'binary' || options.dataType === 'stream',
        autoComplete: options.autoCompleteMessages,
      };
    }
    default:
      throw new Error(
        `${where} has a "${trigger.type}"; the embedded host runs httpTrigger, timerTrigger and serviceBusTrigger (queues).`,
      );
  }
};

/** `AzureWebJobs.<name>.Disabled=true` (or with `_`) takes a function out of service, as in the cloud. */
export const isDisabled = (name: string, settings: Settings): boolean =>
  [`AzureWebJobs.${name}.Disabled`, `AzureWebJobs_${name}_Disabled`].some((key) =>
    /^(true|1)$/i.test(settings[key] ?? ''),
  );
