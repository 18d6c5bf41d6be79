import type { GraphRequest } from '../message.ts';
import type { DeltaToken } from './delta-token.ts';
import type { ChangeLog, RecordedChange } from './directory-changes.ts';
import type { DirectoryStore } from './directory-store.ts';
import { userView } from './user-view.ts';

type Entry = Readonly<Record<string, unknown>>;

export interface AskedProperties {
  readonly names: readonly string[];
  readonly withManager: boolean;
}

export interface Round {
  readonly entries: readonly Entry[];
  /** Where the next page begins; null after the last one. */
  readonly next: number | null;
}

/** The two kinds of a delta query's rounds: everyone, and what has changed since. */
export function makeUserDeltaRounds(store: DirectoryStore, log: ChangeLog) {
  return { firstRound, laterRound };

  function firstRound(request: GraphRequest, token: DeltaToken, asked: AskedProperties, size: number): Round {
    const users = store.usersAfter(request.caller.tenantId, token.after, size + 1);
    const entries = users.slice(0, size).map(
      (user): Entry => ({
        ...userView(user, asked.names),
        ...(asked.withManager && user.managerId !== null
          ? { 'manager@delta': [managerEntry(user.managerId, false)] }
          : {}),
      }),
    );
    return { entries, next: users.length > size ? (users[size - 1]?.num ?? null) : null };
  }

  function laterRound(request: GraphRequest, token: DeltaToken, asked: AskedProperties, size: number): Round {
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
        const entry = changeEntry(request, userId, changes, asked);
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
    { names, withManager }: AskedProperties,
  ): Entry | null {
    const user = store.user(request.caller.tenantId, userId);
    const last = changes.at(-1)?.change;
    if (!user)
      return { id: userId, '@removed': { reason: last?.kind === 'removed' ? last.reason : 'changed' } };
    const isNew = changes.some(({ change }) => change.kind === 'created');
    const touched = new Set(
      changes.flatMap(({ change }) => (change.kind === 'updated' ? change.properties : [])),
    );
    const compared = names.filter((name) => name !== 'id');
    const managers = changes.flatMap(({ change }) => (change.kind === 'manager' ? [change] : []));
    const manager = withManager
      ? managerDelta(managers.at(0)?.before ?? null, user.managerId, isNew, managers.length > 0)
      : {};
    const isMinimal = request.headers.get('prefer')?.includes('return=minimal') === true && !isNew;
    const shown = isMinimal ? ['id', ...compared.filter((name) => touched.has(name))] : names;
    if (!isNew && !compared.some((name) => touched.has(name)) && Object.keys(manager).length === 0)
      return null;
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
}

const managerEntry = (id: string, removed: boolean): Entry => ({
  '@odata.type': '#microsoft.graph.user',
  id,
  ...(removed ? { '@removed': { reason: 'deleted' } } : {}),
});
