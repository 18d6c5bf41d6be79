import type { DeleteTableEntityOptions, TableClient } from '@azure/data-tables';

/** The part of the SDK's `TableClient` that the adapters here use: whatever keeps rows in several accounts has no more. */
export interface Table
  extends Pick<
    TableClient,
    'getEntity' | 'createEntity' | 'upsertEntity' | 'updateEntity' | 'submitTransaction'
  > {
  deleteEntity(
    partitionKey: string,
    rowKey: string,
    options?: Pick<DeleteTableEntityOptions, 'etag'>,
  ): Promise<unknown>;
  listEntities<T extends object = Record<string, unknown>>(options: {
    readonly queryOptions: { filter?: string; select?: string[] };
  }): { byPage(settings: { readonly maxPageSize: number }): AsyncIterable<Entities<T>> };
}

export type Entities<T extends object> = (T & {
  readonly partitionKey?: string;
  readonly rowKey?: string;
  readonly etag: string;
})[];
