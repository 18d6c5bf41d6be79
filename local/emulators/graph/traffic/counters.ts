const names = [
  'httpCalls',
  'requests',
  'reads',
  'writes',
  'directoryRequests',
  'mailboxRequests',
  'mailboxCalls',
  'folderCreates',
  'contactCreates',
  'contactUpdates',
  'contactDeletes',
  'photoWrites',
  'throttled',
  'batches',
  'batchedRequests',
  'mostConcurrentInAMailbox',
] as const;

export type CounterName = (typeof names)[number];

export type Counting = ReturnType<typeof makeCounting>;

/**
 * `httpCalls` counts HTTP requests, a $batch as one; `requests` counts its parts and every call that is no batch;
 * `mailboxCalls` counts HTTP requests of which at least one part is about a mailbox.
 */
export function makeCounting() {
  const counts = new Map<CounterName, number>();
  const perMailbox = new Map<string, number>();
  return {
    add(name: CounterName, by = 1): void {
      counts.set(name, (counts.get(name) ?? 0) + by);
    },
    sawConcurrency(mailbox: string, requests: number): void {
      if (requests > (perMailbox.get(mailbox) ?? 0)) perMailbox.set(mailbox, requests);
      if (requests > (counts.get('mostConcurrentInAMailbox') ?? 0))
        counts.set('mostConcurrentInAMailbox', requests);
    },
    read: (): Readonly<Record<CounterName, number>> =>
      Object.fromEntries(names.map((name) => [name, counts.get(name) ?? 0])) as Record<CounterName, number>,
    /** Keys are `tenantId/userId`. */
    concurrencyByMailbox: (): Readonly<Record<string, number>> => Object.fromEntries(perMailbox),
    reset(): void {
      counts.clear();
      perMailbox.clear();
    },
  };
}
