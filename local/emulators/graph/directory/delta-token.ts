import type { Clock } from '../../../../shared/kernel/clock.ts';
import { badRequest, GraphError } from '../graph-error.ts';
import type { GraphRequest } from '../message.ts';
import { linkWith, openToken, sealToken } from '../odata/links.ts';
import type { ChangeLog } from './directory-changes.ts';
import type { DirectoryStore } from './directory-store.ts';

/** A round reads everything by `after`, then hands out a token that reads changes `since` the round's beginning. */
export interface DeltaToken {
  readonly tenant: string;
  readonly since: number;
  readonly until: number;
  /** Last object's num in a first round, last change's version in a later one. */
  readonly after: number;
  readonly first: boolean;
  readonly select: string | null;
  readonly epoch: number;
  readonly issued: number;
}

/** Begins and resumes rounds of a delta query in the directory. */
export function makeDeltaTokens(
  store: DirectoryStore,
  log: Pick<ChangeLog, 'latest'>,
  clock: Clock,
  lifetimeMs: number,
) {
  function begin(request: GraphRequest): DeltaToken {
    const latest = log.latest();
    const tenant = request.caller.tenantId;
    const select = request.query.get('$select');
    const common = { tenant, select, epoch: store.deltaEpoch(tenant), issued: clock.now(), until: latest };
    return request.query.get('$deltatoken') === 'latest'
      ? { ...common, since: latest, after: latest, first: false }
      : { ...common, since: 0, after: 0, first: true };
  }

  function resume(request: GraphRequest, text: string, isSkip: boolean): DeltaToken {
    const token = openToken(text) as DeltaToken | null;
    if (token?.tenant !== request.caller.tenantId || typeof token.since !== 'number') {
      throw badRequest('Badly formed token.', 'Request_BadRequest');
    }
    const isCurrent = token.epoch === store.deltaEpoch(request.caller.tenantId);
    if (!isCurrent || clock.now() - token.issued >= lifetimeMs) {
      const fresh = linkWith(request, { $skiptoken: null, $deltatoken: '', $select: token.select });
      const message = 'The sync state generation is not found; a full synchronization is needed.';
      throw new GraphError(410, 'syncStateNotFound', message, { Location: fresh });
    }
    if (isSkip) return token;
    // A delta token begins a new round of changes up to now; a skip token goes on in its own round.
    return { ...token, until: log.latest(), after: token.since, first: false, issued: clock.now() };
  }

  return {
    /** @throws GraphError 400 for a malformed or foreign token, 410 for one that has ended */
    tokenOf(request: GraphRequest): DeltaToken {
      const skip = request.query.get('$skiptoken');
      const delta = request.query.get('$deltatoken');
      if (skip) return resume(request, skip, true);
      return delta && delta !== 'latest' ? resume(request, delta, false) : begin(request);
    },
    /** The link of a page: to the next one of its round, which begins after `next`; with null to the changes after the round. */
    linkOf(request: GraphRequest, token: DeltaToken, next: number | null): Readonly<Record<string, string>> {
      const cleared = { $select: null, $skiptoken: null, $deltatoken: null };
      if (next !== null) {
        const $skiptoken = sealToken({ ...token, after: next });
        return { '@odata.nextLink': linkWith(request, { ...cleared, $skiptoken }) };
      }
      const after = { ...token, since: token.until, after: 0, first: false, issued: clock.now() };
      const $deltatoken = sealToken(after);
      return { '@odata.deltaLink': linkWith(request, { ...cleared, $top: null, $deltatoken }) };
    },
  };
}
