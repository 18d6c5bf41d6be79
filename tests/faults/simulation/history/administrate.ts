import { toIso } from '../../../../shared/kernel/clock.ts';
import type { Answered } from '../world/http.ts';
import type { World } from '../world/world.ts';
import type { Client } from './client.ts';
import { userIdOf } from './companies.ts';
import type { Act } from './history.ts';
import type { TrueImport, TrueShare, Truth } from './truth.ts';

type ActOf<Kind extends Act['kind']> = Extract<Act, { kind: Kind }>;

/** Another's share may not be known yet; whoever waits in vain does without. */
const longestWaitMs = 6 * 3_600_000;

const text = (answered: Answered, name: string): string => {
  const value = answered.body[name];
  return typeof value === 'string' ? value : '';
};

/** What an administrator does through the API, and what he takes for true afterwards. */
export const makeAdministrate = (world: World, truth: Truth, clientOf: (company: number) => Client) => {
  const { timeline } = world;
  let keys = 0;
  const newKey = () => `key-${++keys}`;

  const appears = async <T>(find: () => T | undefined): Promise<T | undefined> => {
    for (const end = timeline.now() + longestWaitMs; timeline.now() < end; await timeline.wait(60_000)) {
      const found = find();
      if (found !== undefined) return found;
    }
    return undefined;
  };

  /** Without consent there is no source: asked for again until there is. */
  const makeSource = async (company: number): Promise<string> => {
    for (;;) {
      const body = { kind: 'entra-id', filter: 'all' };
      const answered = await clientOf(company)({ operation: 'createSource', body, key: newKey() });
      if (answered.status === 201) {
        truth.sources.set(company, text(answered, 'id'));
        return text(answered, 'id');
      }
      if (answered.status !== 403) throw new Error(`createSource: ${JSON.stringify(answered)}`);
      await timeline.wait(1_800_000);
    }
  };
  const asked = new Map<number, Promise<string>>();
  /** One a company, made when it is first needed. */
  const sourceOf = (company: number): Promise<string> => {
    const source = asked.get(company) ?? makeSource(company);
    asked.set(company, source);
    return source;
  };

  /** Under the ETag read; somebody else's change in between means reading again. */
  const change = async (
    company: number,
    read: 'getShare' | 'getImport',
    operation: string,
    params: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<Answered> => {
    const client = clientOf(company);
    for (let tries = 1; ; tries++) {
      const current = await client({ operation: read, params });
      if (current.status !== 200) return current;
      const answered = await client({
        operation,
        params,
        ...(body === undefined ? {} : { body }),
        ...(current.etag === undefined ? {} : { etag: current.etag }),
      });
      const overtaken = answered.status === 412 || text(answered, 'reason').includes('busy');
      if (!overtaken || tries === 20) return answered;
      await timeline.wait(5_000);
    }
  };

  const changeShare = async (name: string, body: unknown, next: (share: TrueShare) => TrueShare) => {
    const share = await appears(() => truth.shares.get(name));
    if (share === undefined) return;
    const params = { shareId: share.id };
    const answered = await change(share.company, 'getShare', 'changeShare', params, body);
    if (answered.status === 200) truth.shares.set(name, next(truth.shares.get(name) ?? share));
  };

  const ofImport = async (
    name: string,
    operation: string,
    body: (imported: TrueImport) => unknown,
    next: (imported: TrueImport) => TrueImport,
  ) => {
    const imported = await appears(() => truth.imports.get(name));
    if (imported === undefined) return;
    const params = { importId: imported.id };
    const answered = await change(imported.company, 'getImport', operation, params, body(imported));
    if (answered.status < 300) truth.imports.set(name, next(truth.imports.get(name) ?? imported));
  };

  const acts = {
    'create-share': async ({ company, name }: ActOf<'create-share'>) => {
      const sourceId = await sourceOf(company);
      const answered = await clientOf(company)({
        operation: 'createShare',
        key: newKey(),
        body: {
          displayName: `Kontakte ${name}`,
          sourceId,
          selection: { everyone: true },
          note: `von ${name}`,
        },
      });
      if (answered.status !== 201) throw new Error(`createShare: ${JSON.stringify(answered)}`);
      truth.shares.set(name, {
        company,
        id: text(answered, 'id'),
        etag: answered.etag ?? '',
        capabilities: [text(answered, 'shareId')],
        oldest: 0,
        exclude: [],
        revoked: false,
      });
    },
    'create-import': async (act: ActOf<'create-import'>) => {
      const share = await appears(() => truth.shares.get(act.share));
      if (share === undefined) return;
      const capability = share.capabilities.length - 1;
      const answered = await clientOf(act.company)({
        operation: 'createImport',
        key: newKey(),
        body: {
          displayName: act.name,
          shareId: share.capabilities[capability],
          targets: { users: act.users.map((user) => userIdOf(act.company, user)) },
          // No two imports in one folder, so that each can be looked at alone.
          ...(act.folder === 'default'
            ? { folder: { kind: 'default' } }
            : { folder: { kind: 'own', displayName: `Ordner ${act.name}` } }),
          category: `Kategorie ${act.name}`,
        },
      });
      if (answered.status !== 201) return;
      const { company, users, folder } = act;
      const id = text(answered, 'id');
      truth.imports.set(act.name, {
        company,
        share: act.share,
        capability,
        id,
        users,
        folder,
        deleted: false,
      });
    },
    'change-targets': (act: ActOf<'change-targets'>) =>
      ofImport(
        act.import,
        'changeImport',
        ({ company }) => ({ targets: { users: act.users.map((user) => userIdOf(company, user)) } }),
        (imported) => ({ ...imported, users: act.users }),
      ),
    'delete-import': (act: ActOf<'delete-import'>) =>
      ofImport(
        act.import,
        'deleteImport',
        () => undefined,
        (imported) => ({ ...imported, deleted: true }),
      ),
    'run-now': async (act: ActOf<'run-now'>) => {
      const imported = await appears(() => truth.imports.get(act.import));
      if (imported === undefined) return;
      const params = { importId: imported.id };
      await clientOf(imported.company)({ operation: 'startRun', params, key: newKey() });
    },
    exclude: (act: ActOf<'exclude'>) => {
      const exclude = (company: number) => act.users.map((user) => userIdOf(company, user));
      const company = truth.shares.get(act.share)?.company ?? 0;
      return changeShare(
        act.share,
        { selection: { everyone: true, exclude: exclude(company) } },
        (share) => ({ ...share, exclude: act.users }),
      );
    },
    expire: (act: ActOf<'expire'>) => {
      const expiresAt = timeline.now() + act.afterMs;
      return changeShare(act.share, { expiresAt: toIso(expiresAt) }, (share) => ({ ...share, expiresAt }));
    },
    revoke: async (act: ActOf<'revoke'>) => {
      const share = await appears(() => truth.shares.get(act.share));
      if (share === undefined) return;
      const params = { shareId: share.id };
      const answered = await change(share.company, 'getShare', 'revokeShare', params);
      if (answered.status === 200)
        truth.shares.set(act.share, { ...(truth.shares.get(act.share) ?? share), revoked: true });
    },
    rotate: async (act: ActOf<'rotate'>) => {
      const share = await appears(() => truth.shares.get(act.share));
      if (share === undefined) return;
      const params = { shareId: share.id };
      const body = { endImports: act.endImports };
      const answered = await change(share.company, 'getShare', 'rotateShare', params, body);
      if (answered.status !== 200) return;
      const now = truth.shares.get(act.share) ?? share;
      const capabilities = [...now.capabilities, text(answered, 'shareId')];
      const oldest = act.endImports ? capabilities.length - 1 : now.oldest;
      truth.shares.set(act.share, { ...now, capabilities, oldest });
    },
    pry: async ({ company }: ActOf<'pry'>) => {
      const client = clientOf(company);
      const foreign = <T extends { readonly company: number; readonly id: string }>(of: Iterable<T>) =>
        [...of].filter((each) => each.company !== company).map(({ id }) => id);
      for (const importId of foreign(truth.imports.values())) {
        const { status } = await client({ operation: 'getImport', params: { importId } });
        const started = await client({ operation: 'startRun', params: { importId }, key: newKey() });
        if (status !== 404 || started.status !== 404) throw new Error('C: another company’s import is open');
      }
      for (const shareId of foreign(truth.shares.values())) {
        const { status } = await client({ operation: 'getShare', params: { shareId } });
        if (status !== 404) throw new Error('C: another company’s share is open');
      }
    },
    refresh: async ({ company }: ActOf<'refresh'>) => {
      const sourceId = await sourceOf(company);
      await clientOf(company)({ operation: 'refreshSource', params: { sourceId } });
    },
  };
  return acts;
};

export type Administrate = ReturnType<typeof makeAdministrate>;
