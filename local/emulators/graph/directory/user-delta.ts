import type { Clock } from '../../../../shared/kernel/clock.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import { queryOptions } from '../odata/query-options.ts';
import { deltaPageSize, largestDeltaPage } from './delta-page-size.ts';
import { type DeltaToken, makeDeltaTokens } from './delta-token.ts';
import type { ChangeLog } from './directory-changes.ts';
import type { DirectoryStore } from './directory-store.ts';
import { type AskedProperties, makeUserDeltaRounds } from './user-delta-rounds.ts';
import { selectedUserProperties } from './user-view.ts';

/** GET /users/delta. Tokens may be replayed; they end after `lifetimeMs` or when the tenant's epoch changes. */
export function makeUserDelta(store: DirectoryStore, log: ChangeLog, clock: Clock, lifetimeMs: number) {
  const tokens = makeDeltaTokens(store, log, clock, lifetimeMs);
  const { firstRound, laterRound } = makeUserDeltaRounds(store, log);

  return (request: GraphRequest): GraphResponse => {
    const { top } = queryOptions(request, ['$select', '$top', '$skiptoken', '$deltatoken'], largestDeltaPage);
    const token = tokens.tokenOf(request);
    const asked = askedProperties(token);
    const round = token.first ? firstRound : laterRound;
    const { entries, next } = round(request, token, asked, deltaPageSize(request, top));
    const link = tokens.linkOf(request, token, next);
    const shape = token.select === null ? '' : `(${asked.names.join(',')})`;
    return {
      status: 200,
      json: { '@odata.context': `${graphRoot}/$metadata#users${shape}`, ...link, value: entries },
    };
  };
}

/** `manager` is a relation that delta tells beside the properties; without `$select` it comes too. */
function askedProperties({ select }: DeltaToken): AskedProperties {
  const asked =
    select
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean) ?? null;
  const properties = selectedUserProperties(asked?.filter((name) => name !== 'manager') ?? null);
  return { names: [...new Set([...properties, 'id'])], withManager: asked?.includes('manager') ?? true };
}
