import { z } from 'zod';
import { parseTimeSpan } from './time-span.ts';

const spanOf = (text: string, context: z.core.$RefinementCtx<string>): number => {
  const ms = parseTimeSpan(text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: `"${text}" is not a TimeSpan such as 00:05:00` });
  return z.NEVER;
};
const timeSpan = z.string().transform(spanOf);

/** A TimeSpan, or -1 for no limit. */
const timeLimit = z.string().transform((text, context) => (text === '-1' ? Infinity : spanOf(text, context)));

const level = z.string().transform((text, context) => {
  const name = text.toLowerCase();
  const known = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'] as const;
  const found = known.find((candidate) => candidate === name);
  if (found !== undefined) return found;
  context.addIssue({ code: 'custom', message: `"${text}" is no log level` });
  return z.NEVER;
});

const retry = z.discriminatedUnion('strategy', [
  z.strictObject({
    strategy: z.literal('fixedDelay'),
    maxRetryCount: z.int().min(-1),
    delayInterval: timeSpan,
  }),
  z.strictObject({
    strategy: z.literal('exponentialBackoff'),
    maxRetryCount: z.int().min(-1),
    minimumInterval: timeSpan,
    maximumInterval: timeSpan,
  }),
]);

const http = z.strictObject({
  routePrefix: z.string().default('api'),
  /** -1 is without limit: the Flex Consumption plan's default is decided by its scaling, not here. */
  maxOutstandingRequests: z.int().min(-1).default(-1),
  maxConcurrentRequests: z.int().min(-1).default(-1),
  dynamicThrottlesEnabled: z.boolean().default(false),
  hsts: z.unknown().optional(),
  customHeaders: z.record(z.string(), z.string()).default({}),
});

const serviceBus = z.strictObject({
  clientRetryOptions: z
    .strictObject({
      mode: z.enum(['exponential', 'fixed', 'Exponential', 'Fixed']).default('exponential'),
      tryTimeout: timeSpan.default(60_000),
      delay: timeSpan.default(800),
      maxDelay: timeSpan.default(60_000),
      maxRetries: z.int().min(0).default(3),
    })
    .prefault({}),
  prefetchCount: z.int().min(0).default(0),
  autoCompleteMessages: z.boolean().default(true),
  maxAutoLockRenewalDuration: timeSpan.default(300_000),
  maxConcurrentCalls: z.int().min(1).default(16),
  maxConcurrentSessions: z.int().min(1).default(8),
  maxConcurrentCallsPerSession: z
    .literal(1, 'more than one call per session is not supported by the embedded host')
    .default(1),
  maxMessageBatchSize: z.int().min(1).default(1000),
  minMessageBatchSize: z
    .literal(1, 'waiting for a least batch size is not supported by the embedded host')
    .default(1),
  maxBatchWaitTime: timeSpan.default(30_000),
  sessionIdleTimeout: timeSpan.optional(),
  transportType: z
    .literal('amqpTcp', 'AMQP over WebSockets is not supported by the embedded host')
    .default('amqpTcp'),
});

const schema = z.object({
  version: z.literal('2.0'),
  functionTimeout: timeLimit.default(30 * 60_000),
  logging: z.object({ logLevel: z.record(z.string(), level).default({}) }).prefault({}),
  extensions: z.object({ http: http.prefault({}), serviceBus: serviceBus.prefault({}) }).prefault({}),
  retry: retry.optional(),
});

/** Sections that are understood, or that mean something only to the cloud's platform. */
const KNOWN_SECTIONS = [
  ...Object.keys(schema.shape),
  '$schema',
  'extensionBundle',
  'healthMonitor',
  'singleton',
  'telemetryMode',
  'watchDirectories',
  'watchFiles',
  'concurrency',
  'aggregator',
  'managedDependency',
];

export type RetryPolicy = z.output<typeof retry>;
export type HttpOptions = z.output<typeof http>;
export type ServiceBusOptions = z.output<typeof serviceBus>;

export interface HostConfig {
  readonly functionTimeoutMs: number | undefined;
  /** Category prefix in lower case to least level. */
  readonly logLevels: Readonly<Record<string, z.output<typeof level>>>;
  readonly http: HttpOptions;
  readonly serviceBus: ServiceBusOptions;
  readonly retry: RetryPolicy | undefined;
  /** Sentences about what was read and is not acted upon. */
  readonly warnings: readonly string[];
}

/** @throws Error naming every setting of host.json that is wrong or not supported here. */
export const parseHostJson = (json: unknown): HostConfig => {
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`,
    );
    throw new Error(`host.json cannot be used. ${issues.join('; ')}`);
  }
  const { functionTimeout, logging, extensions, retry: policy } = parsed.data;
  const warnings: string[] = [];
  for (const section of Object.keys(json as object)) {
    if (!KNOWN_SECTIONS.includes(section))
      warnings.push(`host.json: the section "${section}" is not known and is ignored.`);
  }
  if (extensions.http.dynamicThrottlesEnabled) {
    warnings.push(
      'host.json: extensions.http.dynamicThrottlesEnabled is ignored; the embedded host measures no load.',
    );
  }
  return {
    functionTimeoutMs: functionTimeout === Infinity ? undefined : functionTimeout,
    logLevels: Object.fromEntries(
      Object.entries(logging.logLevel).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    http: extensions.http,
    serviceBus: extensions.serviceBus,
    retry: policy,
    warnings,
  };
};
