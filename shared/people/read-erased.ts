import type { KeyedHashes } from '../kernel/keyed-hashes.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { PersonErasureStore } from './person-erasure.ts';
import { type Erased, recognise } from './recognise.ts';

/** [T5] Whom the company's erasures keep out at this moment: one query. */
export type ReadErased = (ctx: TenantContext) => Promise<Erased>;

export const makeReadErased =
  (deps: { readonly erasures: PersonErasureStore; readonly hashes: KeyedHashes }): ReadErased =>
  async (ctx) => {
    const erasures = [];
    for await (const { value } of deps.erasures.all(ctx)) erasures.push(value);
    return recognise(ctx, erasures, deps.hashes);
  };
