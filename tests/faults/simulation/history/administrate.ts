import { toIso } from '../../../../shared/kernel/clock.ts';
import { makeAdministrateDeparture } from './administrate-departure.ts';
import { makeAdministrateImports } from './administrate-imports.ts';
import { makeAdministrateSubscriptions } from './administrate-subscriptions.ts';
import { makeAppTerms } from './app-terms.ts';
import { groupIdOf, mailOf, userIdOf } from './companies.ts';
import { type ActOf, type Desk, textOf as text } from './desk.ts';
import { makeLists } from './lists.ts';
import { makeOperators } from './operators.ts';
import { makeShoppers } from './shoppers.ts';
import { makeTakeOut } from './take-out.ts';
import type { TrueShare } from './truth.ts';

const targets = (company: number, users: readonly number[], group: boolean) => ({
  users: users.map((user) => userIdOf(company, user)),
  groups: group ? [groupIdOf(company)] : [],
});

/** What an administrator does through the API, and what he takes for true afterwards. */
export const makeAdministrate = (desk: Desk) => {
  const { world, truth, clientOf, newKey, appears, change, ofImport } = desk;
  const { timeline } = world;
  /** Without consent there is no source: asked for again until there is. */
  const makeSource = async (company: number, body: object): Promise<string | undefined> => {
    while (!truth.left.has(company)) {
      const answered = await clientOf(company)({ operation: 'createSource', body, key: newKey() });
      if (answered.status === 201) {
        const id = text(answered, 'id');
        truth.sources.set(company, [...(truth.sources.get(company) ?? []), id]);
        return id;
      }
      if (answered.status !== 403 && !truth.left.has(company))
        throw new Error(`createSource: ${JSON.stringify(answered)}`);
      await timeline.wait(1_800_000);
    }
    return undefined;
  };
  /** One a company, made when it is first needed. */
  const oneOf = (body: object) => {
    const asked = new Map<number, Promise<string | undefined>>();
    return (company: number): Promise<string | undefined> => {
      const source = asked.get(company) ?? makeSource(company, body);
      asked.set(company, source);
      return source;
    };
  };
  const sourceOf = oneOf({ kind: 'entra-id', filter: 'all' });
  const listOf = oneOf({ kind: 'company-list' });

  const sourcesBeside = async (company: number, { mailboxOf }: { readonly mailboxOf: number }) => [
    await makeSource(company, { kind: 'exchange-online' }),
    await makeSource(company, { kind: 'shared-mailbox', settings: { mailbox: mailOf(company, mailboxOf) } }),
  ];

  const changeShare = async (name: string, body: unknown, next: (share: TrueShare) => TrueShare) => {
    const share = await appears(() => truth.shares.get(name));
    if (share === undefined) return;
    const params = { shareId: share.id };
    const answered = await change(share.company, 'getShare', 'changeShare', params, body);
    if (answered.status === 200) truth.shares.set(name, next(truth.shares.get(name) ?? share));
  };

  const acts = {
    ...makeAdministrateImports(desk),
    ...makeAdministrateDeparture(desk),
    ...makeLists(desk, listOf),
    ...makeAdministrateSubscriptions(desk),
    ...makeShoppers(desk),
    ...makeOperators(desk),
    ...makeAppTerms(desk),
    ...makeTakeOut(desk),
    'create-share': async ({ company, name, beside, list }: ActOf<'create-share'>) => {
      const first = await sourceOf(company);
      const others = [
        ...(beside === undefined ? [] : await sourcesBeside(company, beside)),
        ...(list === undefined ? [] : [await listOf(company)]),
      ];
      const sources = [first, ...others].flatMap((sourceId) =>
        sourceId === undefined ? [] : [{ sourceId }],
      );
      if (sources.length < 1 + others.length) return;
      const answered = await clientOf(company)({
        operation: 'createShare',
        key: newKey(),
        body: {
          displayName: `Kontakte ${name}`,
          sources,
          selection: { everyone: true },
          note: `von ${name}`,
        },
      });
      if (answered.status !== 201 && truth.left.has(company)) return;
      if (answered.status !== 201) throw new Error(`createShare: ${JSON.stringify(answered)}`);
      truth.shares.set(name, {
        company,
        id: text(answered, 'id'),
        etag: answered.etag ?? '',
        capabilities: [text(answered, 'shareId')],
        oldest: 0,
        exclude: [],
        revoked: false,
        ...(beside === undefined ? {} : { beside }),
        ...(list === undefined ? {} : { list }),
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
          targets: targets(act.company, act.users, act.group === true),
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
        group: act.group === true,
        folder,
        deleted: false,
        paused: false,
      });
    },
    'change-targets': (act: ActOf<'change-targets'>) =>
      ofImport(
        act.import,
        'changeImport',
        ({ company, group }) => ({ targets: targets(company, act.users, group) }),
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
    'open-to-app': async ({ company, who }: ActOf<'open-to-app'>) => {
      const sourceId = await sourceOf(company);
      if (sourceId === undefined) return;
      for (let status = 412; status === 412; ) {
        const { etag = '' } = await clientOf(company)({ operation: 'getSource', params: { sourceId } });
        const body = { appAudience: { who } };
        ({ status } = await clientOf(company)({
          operation: 'changeSource',
          params: { sourceId },
          etag,
          body,
        }));
      }
    },
    refresh: async ({ company }: ActOf<'refresh'>) => {
      const sourceId = await sourceOf(company);
      if (sourceId === undefined) return;
      await clientOf(company)({ operation: 'refreshSource', params: { sourceId } });
    },
  };
  return acts;
};

export type Administrate = ReturnType<typeof makeAdministrate>;
