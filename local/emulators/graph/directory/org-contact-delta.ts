import type { Clock } from '../../../../shared/kernel/clock.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import { queryOptions } from '../odata/query-options.ts';
import { deltaPageSize, largestDeltaPage } from './delta-page-size.ts';
import { type DeltaToken, makeDeltaTokens } from './delta-token.ts';
import type { DirectoryStore } from './directory-store.ts';
import type { OrgContactLog } from './org-contact-log.ts';
import { orgContactProperties, orgContactView } from './org-contacts.ts';

interface Round {
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  /** Where the next page begins; null after the last one. */
  readonly next: number | null;
}

/** GET /contacts/delta. Tokens may be replayed; they end after `lifetimeMs` or when the tenant's epoch changes. */
export function makeOrgContactDelta(
  store: DirectoryStore,
  log: OrgContactLog,
  clock: Clock,
  lifetimeMs: number,
) {
  const tokens = makeDeltaTokens(store, log, clock, lifetimeMs);

  function firstRound(tenantId: string, token: DeltaToken, names: readonly string[], size: number): Round {
    const rest = store.orgContacts(tenantId).filter(({ num }) => num > token.after);
    const page = rest.slice(0, size);
    return {
      entries: page.map((contact) => orgContactView(contact, names)),
      next: rest.length > size ? (page.at(-1)?.num ?? null) : null,
    };
  }

  function laterRound(tenantId: string, token: DeltaToken, names: readonly string[], size: number): Round {
    const rest = log
      .between(tenantId, token.since, token.until)
      .filter(({ version }) => version > token.after);
    const page = rest.slice(0, size);
    return {
      entries: page.map(({ id }) => {
        const contact = store.orgContact(tenantId, id);
        return contact ? orgContactView(contact, names) : { id, '@removed': { reason: 'deleted' } };
      }),
      next: rest.length > size ? (page.at(-1)?.version ?? null) : null,
    };
  }

  return (request: GraphRequest): GraphResponse => {
    const { top } = queryOptions(request, ['$select', '$top', '$skiptoken', '$deltatoken'], largestDeltaPage);
    const token = tokens.tokenOf(request);
    const asked =
      token.select
        ?.split(',')
        .map((name) => name.trim())
        .filter(Boolean) ?? Object.keys(orgContactProperties);
    const names = [...new Set([...asked, 'id'])];
    const round = token.first ? firstRound : laterRound;
    const size = deltaPageSize(request, top);
    const { entries, next } = round(request.caller.tenantId, token, names, size);
    const link = tokens.linkOf(request, token, next);
    return {
      status: 200,
      json: { '@odata.context': `${graphRoot}/$metadata#contacts`, ...link, value: entries },
    };
  };
}
