import type { TransactionAction } from '@azure/data-tables';
import { guardRow, type MemoryRow, type Rows, refusal, type Values } from './rows.ts';

/** What a change does to a row; `undefined` is its removal. */
export interface Applied {
  readonly partition: string;
  readonly key: string;
  readonly before: MemoryRow | undefined;
  readonly after: MemoryRow | undefined;
}

export interface AppliedAnswer {
  readonly applied: Applied;
  readonly status: number;
  readonly bytes: number;
}

type Entity = Values & { readonly partitionKey?: string; readonly rowKey?: string };

const valuesOf = (entity: Entity): Values =>
  Object.fromEntries(
    Object.entries(entity)
      .filter(
        ([name, value]) =>
          !['partitionKey', 'rowKey', 'etag', 'timestamp'].includes(name) && value !== undefined,
      )
      // The caller's bytes may be views into something larger that changes later.
      .map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value) : value]),
  );

/** One change by the service's rules, not yet kept. Throws the service's refusal. */
export const applyAction = (rows: Rows, action: TransactionAction, newEtag: () => string): AppliedAnswer => {
  const [kind, entity] = action;
  const { partitionKey: partition = '', rowKey: key = '' } = entity as Entity;
  const before = rows.get(partition, key);
  const applied = (values: Values | undefined): AppliedAnswer => ({
    applied: {
      partition,
      key,
      before,
      after: values === undefined ? undefined : { partition, key, values, etag: newEtag() },
    },
    status: 204,
    bytes: values === undefined ? 0 : guardRow(values),
  });
  const guardEtag = (etag: string) => {
    if (before === undefined) throw refusal(404, 'ResourceNotFound');
    if (etag !== '*' && etag !== before.etag) throw refusal(412, 'UpdateConditionNotSatisfied');
  };
  const merged = (mode: string | undefined) =>
    mode === 'Replace' ? valuesOf(entity) : { ...before?.values, ...valuesOf(entity) };

  switch (kind) {
    case 'create':
      if (before !== undefined) throw refusal(409, 'EntityAlreadyExists');
      return applied(valuesOf(entity));
    case 'upsert':
      return applied(merged(action[2]));
    case 'update': {
      const [, , mode, options] = action;
      guardEtag(options?.etag ?? '*');
      return applied(merged(mode));
    }
    case 'delete':
      guardEtag('*');
      return applied(undefined);
  }
};
