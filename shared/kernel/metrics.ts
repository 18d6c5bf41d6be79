interface Metric {
  readonly kind: 'counter' | 'histogram';
  /** UCUM: seconds, or what is counted in braces. */
  readonly unit: string;
  readonly description: string;
  readonly attributes: readonly string[];
}

/**
 * Every figure that is measured. Attributes take few values each: the number of companies is not bounded, so no metric
 * bears a tenant; traces and log lines do.
 */
export const metrics = {
  'http.server.request.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'Requests to the API.',
    attributes: ['http.request.method', 'http.route', 'switchboard.status_class'],
  },
  'switchboard.graph.call.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'HTTP calls to Microsoft Graph; a $batch is one.',
    attributes: ['url.template', 'switchboard.status'],
  },
  'switchboard.graph.requests': {
    kind: 'counter',
    unit: '{request}',
    description: 'Requests to Microsoft Graph, those within a $batch one by one.',
    attributes: [],
  },
  'switchboard.import.lateness': {
    kind: 'histogram',
    unit: 's',
    description: 'From the moment a daily run was due until it was queued.',
    attributes: [],
  },
  'switchboard.billing.lateness': {
    kind: 'histogram',
    unit: 's',
    description:
      'From the moment a settlement was due, each time it is asked for; until it is done, it grows.',
    attributes: [],
  },
  'switchboard.run.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'From the start of a run to its end.',
    attributes: ['switchboard.state', 'switchboard.trigger'],
  },
  'switchboard.run.wait': {
    kind: 'histogram',
    unit: 's',
    description: 'Time in which blocks of a run waited for Microsoft Graph, together.',
    attributes: [],
  },
  'switchboard.contacts': {
    kind: 'counter',
    unit: '{contact}',
    description: 'Contacts that ended runs changed, left or could not write.',
    attributes: ['switchboard.change'],
  },
  'switchboard.mailboxes': {
    kind: 'counter',
    unit: '{mailbox}',
    description: 'Mailboxes that were brought to an end, with the reason of those that failed.',
    attributes: ['switchboard.outcome'],
  },
  'switchboard.queue.message.age': {
    kind: 'histogram',
    unit: 's',
    description: 'From a message’s entry into its queue, or the time it was scheduled for, to its delivery.',
    attributes: ['messaging.destination.name'],
  },
  'switchboard.queue.postponed': {
    kind: 'counter',
    unit: '{message}',
    description: 'Messages put off because a service was away.',
    attributes: ['messaging.destination.name'],
  },
  'switchboard.queue.dead_lettered': {
    kind: 'counter',
    unit: '{message}',
    description: 'Messages whose last delivery failed.',
    attributes: ['messaging.destination.name'],
  },
  'switchboard.outbox.relayed': {
    kind: 'counter',
    unit: '{commit}',
    description: 'Commits whose messages only the relay sent.',
    attributes: [],
  },
  'switchboard.table.operations': {
    kind: 'counter',
    unit: '{operation}',
    description: 'Calls to Table Storage, repetitions included.',
    attributes: ['switchboard.table'],
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as readonly MetricName[];
export type MetricAttributes<Name extends MetricName> = Readonly<
  Record<(typeof metrics)[Name]['attributes'][number], string | number>
>;
