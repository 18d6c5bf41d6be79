import type { Clock } from '../../../../shared/kernel/clock.ts';
import { badRequest, GraphError, notImplemented } from '../graph-error.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import { linkWith, openToken, sealToken } from '../odata/links.ts';
import { queryOptions } from '../odata/query-options.ts';
import type { ChangeLog, RecordedChange } from './directory-changes.ts';
import type { DirectoryStore } from './directory-store.ts';
import { userProperties } from './user-properties.ts';
import { selectedUserProperties, userView } from './user-view.ts';

const defaultPageSize = 100;

/** A round reads everyone by `after`, then hands out a token that reads changes `since` the round's beginning. */
interface DeltaToken {
  readonly since: number;
  readonly until: number;
  /** Last user's num in a first round, last change's version in a later one. */
  readonly after: number;
  readonly first: boolean;
  readonly select: string | null;
  readonly epoch: number;
  readonly issued: number;
}

type Entry = Readonly<Record<string, unknown>>;

/** GET /users/delta. Tokens may be replayed; they end after `lifetimeMs` or when the tenant's epoch changes. */
export function makeUserDelta(store: DirectoryStore, log: ChangeLog, clock: Clock, lifetimeMs: number) {
  const managerEntry = (id: string, removed: boolean): Entry => ({
    '@odata.type': '#microsoft.graph.user',
    id,
    ...(removed ? { '@removed': { reason: 'deleted' } } : {}),
  });

  function begin(request: GraphRequest): DeltaToken {
    const latest = log.latest();
    const common = {
      select: request.query.get('$select'),
      epoch: store.deltaEpoch(request.caller.tenantId),
      issued: clock.now(),
    };
    return request.query.get('$deltatoken') === 'latest'
      ? { ...common, since: latest, until: latest, after: latest, first: false }
      : { ...common, since: 0, until: latest, after: 0, first: true };
  }

  function resume(request: GraphRequest, text: string, isSkip: boolean): DeltaToken {
    const token = openToken(text) as DeltaToken | null;
    if (!token || typeof token.since !== 'number' || typeof token.issued !== 'number') {
      throw badRequest('Badly formed token.', 'Request_BadRequest');
    }
    const isCurrent = token.epoch === store.deltaEpoch(request.caller.tenantId);
    if (!isCurrent || clock.now() - token.issued >= lifetimeMs) {
      const fresh = linkWith(request, { $skiptoken: null, $deltatoken: '', $select: token.select });
      const message = 'The sync state generation is not found; a full synchronization is needed.';
      throw new GraphError(410, 'syncStateNotFound', message, { Location: fresh });
    }
    // A delta token begins a new round of changes up to now; a skip token goes on in its own round.
    return isSkip
      ? token
      : { ...token, until: log.latest(), after: token.since, first: false, issued: clock.now() };
  }

  function firstRound(
    request: GraphRequest,
    token: DeltaToken,
    names: readonly string[],
    withManager: boolean,
    size: number,
  ) {
    const users = store.usersAfter(request.caller.tenantId, token.after, size + 1);
    const entries = users.slice(0, size).map(
      (user): Entry => ({
        ...userView(user, names),
        ...(withManager && user.managerId !== null
          ? { 'manager@delta': [managerEntry(user.managerId, false)] }
          : {}),
      }),
    );
    return { entries, next: users.length > size ? (users[size - 1]?.num ?? null) : null };
  }

  function laterRound(
    request: GraphRequest,
    token: DeltaToken,
    names: readonly string[],
    withManager: boolean,
    size: number,
  ) {
    const byUser = new Map<string, RecordedChange[]>();
    for (const recorded of log.after(request.caller.tenantId, token.since)) {
      if (recorded.version > token.until) break;
      const known = byUser.get(recorded.userId);
      if (known) known.push(recorded);
      else byUser.set(recorded.userId, [recorded]);
    }
    // Ordered by each user's last change, so that the version of an entry is a place to continue from.
    const pending = [...byUser]
      .map(([userId, changes]) => ({ userId, changes, version: changes.at(-1)?.version ?? 0 }))
      .sort((a, b) => a.version - b.version)
      .filter(({ version }) => version > token.after)
      .flatMap(({ userId, changes, version }) => {
        const entry = changeEntry(request, userId, changes, names, withManager);
        return entry ? [{ entry, version }] : [];
      });
    const page = pending.slice(0, size);
    return {
      entries: page.map(({ entry }) => entry),
      next: pending.length > size ? (page.at(-1)?.version ?? null) : null,
    };
  }

  function changeEntry(
    request: GraphRequest,
    userId: string,
    changes: readonly RecordedChange[],
    names: readonly string[],
    withManager: boolean,
  ): Entry | null {
    const user = store.user(request.caller.tenantId, userId);
    const last = changes.at(-1)?.change;
    if (!user)
      return { id: userId, '@removed': { reason: last?.kind === 'removed' ? last.reason : 'changed' } };
    const isNew = changes.some(({ change }) => change.kind === 'created');
    const touched = new Set(
      changes.flatMap(({ change }) => (change.kind === 'updated' ? change.properties : [])),
    );
    const asked = names.filter((name) => name !== 'id');
    const managers = changes.flatMap(({ change }) => (change.kind === 'manager' ? [change] : []));
    const manager = withManager
      ? managerDelta(managers.at(0)?.before ?? null, user.managerId, isNew, managers.length > 0)
      : {};
    const isMinimal = request.headers.get('prefer')?.includes('return=minimal') === true && !isNew;
    const shown = isMinimal ? ['id', ...asked.filter((name) => touched.has(name))] : names;
    if (!isNew && !asked.some((name) => touched.has(name)) && Object.keys(manager).length === 0) return null;
    return { ...userView(user, shown), ...manager };
  }

  function managerDelta(
    before: string | null,
    after: string | null,
    isNew: boolean,
    isChanged: boolean,
  ): Entry {
    if (isNew) return after === null ? {} : { 'manager@delta': [managerEntry(after, false)] };
    if (!isChanged || before === after) return {};
    const gone = before === null ? [] : [managerEntry(before, true)];
    return { 'manager@delta': after === null ? gone : [...gone, managerEntry(after, false)] };
  }

  return (request: GraphRequest): GraphResponse => {
    const options = queryOptions(request, ['$select', '$top', '$skiptoken', '$deltatoken'], 999);
    const skip = request.query.get('$skiptoken');
    const delta = request.query.get('$deltatoken');
    const text = skip ?? (delta === 'latest' ? null : delta);
    const token = text ? resume(request, text, skip !== null) : begin(request);
    const select =
      token.select
        ?.split(',')
        .map((name) => name.trim())
        .filter(Boolean) ?? null;
    if (select?.some((name) => name === 'members')) throw notImplemented('$select=members on users/delta');
    const withManager = select === null || select.includes('manager');
    const names = [
      ...new Set([...selectedUserProperties(select?.filter((name) => name !== 'manager') ?? null), 'id']),
    ];
    const preferred = /odata\.maxpagesize=(\d+)/.exec(request.headers.get('prefer') ?? '')?.[1];
    const size = Math.max(
      1,
      Math.min(999, options.top ?? (preferred === undefined ? defaultPageSize : Number(preferred))),
    );
    const round = token.first ? firstRound : laterRound;
    const { entries, next } = round(request, token, names, withManager, size);
    const cleared = { $select: null, $top: null, $skiptoken: null, $deltatoken: null };
    const link =
      next === null
        ? {
            '@odata.deltaLink': linkWith(request, {
              ...cleared,
              $deltatoken: sealToken({
                ...token,
                since: token.until,
                after: 0,
                first: false,
                issued: clock.now(),
              }),
            }),
          }
        : {
            '@odata.nextLink': linkWith(request, {
              ...cleared,
              $skiptoken: sealToken({ ...token, after: next }),
              ...(options.top === null ? {} : { $top: String(options.top) }),
            }),
          };
    const shape =
      select === null
        ? ''
        : `(${Object.keys(userProperties)
            .filter((name) => names.includes(name))
            .join(',')})`;
    return {
      status: 200,
      json: { '@odata.context': `${graphRoot}/$metadata#users${shape}`, ...link, value: entries },
    };
  };
}
