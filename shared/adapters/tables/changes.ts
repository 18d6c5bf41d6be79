import type { Change } from '../../kernel/commit.ts';
import type { Columns } from './rows.ts';

/** What the tables adapter knows a `Change` to be. */
export type RowChange =
  | { readonly kind: 'insert'; readonly tenantId: string; readonly key: string; readonly columns: ColumnsOf }
  | {
      readonly kind: 'replace';
      readonly tenantId: string;
      readonly key: string;
      readonly columns: ColumnsOf;
      readonly etag: string;
    }
  | { readonly kind: 'delete'; readonly tenantId: string; readonly key: string; readonly etag: string };

/** Sealing takes a call to the vault at times: columns may be promised. */
type ColumnsOf = Columns | Promise<Columns>;

export const asChange = (change: RowChange): Change => change as unknown as Change;
export const asRowChange = (change: Change): RowChange => change as unknown as RowChange;
