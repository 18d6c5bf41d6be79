import { describe, expect, it } from 'vitest';
import { makeCrashPoints } from '../../tests/support/crash-points.ts';
import { makeSourceBench } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { derivedId } from '../kernel/ids.ts';
import { ok } from '../kernel/result.ts';
import type { ActiveDirectorySettings } from './active-directory.ts';
import { makeChangeSource } from './change-source.ts';
import { makeCreateSource } from './create-source.ts';
import { makeDeleteSource } from './delete-source.ts';
import type { SourceReaders, WithPassword } from './source-readers.ts';
import { makeTestSource } from './test-source.ts';

const always = () => true;
const settings: ActiveDirectorySettings = {
  server: 'dc1.firma.local',
  domain: 'firma.local',
  userName: 'svc',
};
const wanted = {
  kind: 'active-directory',
  settings,
  filter: 'all',
  includeDisabled: false,
  includeHidden: false,
  includePhotos: false,
} as const;

/** What a reader was given, each time it was asked. */
const open = async () => {
  const asked: (ActiveDirectorySettings & WithPassword & { readonly link?: string })[] = [];
  const readers: SourceReaders = {
    'active-directory': {
      readPeople: async function* (_ctx, given, link) {
        asked.push(link === undefined ? given : { ...given, link });
        yield ok({ changed: [], removed: [], link: 'next' });
      },
      probe: async (_ctx, given) => {
        asked.push(given);
        return ok(undefined);
      },
    },
  };
  const bench = makeSourceBench({ readers });
  await bench.have();
  const create = makeCreateSource(bench);
  return {
    ...bench,
    asked,
    create,
    change: makeChangeSource(bench),
    remove: makeDeleteSource({ ...bench, use: { sharesOf: async () => [] } }),
    test: makeTestSource(bench),
    created: async () => succeeded(await create(bench.ctx, { ...wanted, password: 'first' })).value,
  };
};

describe('[S2] the password of a source', () => {
  it('lies in the vault alone, and is what the reader gets', async () => {
    const bench = await open();
    const { id, ...source } = await bench.created();
    expect(JSON.stringify([source, bench.dump(() => true), bench.sent])).not.toContain('first');
    expect([...bench.vault]).toEqual([[`source-${bench.ctx.tenantId}-${id}-1`, 'first']]);
    await bench.refresh({ sourceId: id });
    expect(bench.asked).toEqual([{ ...settings, password: 'first' }]);
  });

  it('is replaced under a name of its own, and the former one is forgotten', async () => {
    const bench = await open();
    const { id } = await bench.created();
    await bench.refresh({ sourceId: id });
    succeeded(await bench.change(bench.ctx, id, always, { password: 'second' }));
    expect([...bench.vault]).toEqual([[`source-${bench.ctx.tenantId}-${id}-2`, 'second']]);
    expect(bench.queued()).toHaveLength(2);
    await bench.refresh({ sourceId: id });
    // The place is the same: what changed since is enough.
    expect(bench.asked.at(-1)).toEqual({ ...settings, password: 'second', link: 'next' });
  });

  it('is asked for again where another place would get it, and everyone is read there', async () => {
    const bench = await open();
    const { id } = await bench.created();
    await bench.refresh({ sourceId: id });
    const moved = { ...settings, server: 'dc.elsewhere.example' };
    expect(await bench.change(bench.ctx, id, always, { settings: moved })).toEqual({
      ok: false,
      error: { type: 'invalid', errors: [{ pointer: '/password', rule: 'required' }] },
    });
    succeeded(await bench.change(bench.ctx, id, always, { settings: moved, password: 'third' }));
    await bench.refresh({ sourceId: id });
    expect(bench.asked.at(-1)).toEqual({ ...moved, password: 'third' });
  });

  it('is refused where the kind has none', async () => {
    const bench = await open();
    const { kind: _other, settings: _none, ...choices } = wanted;
    const { id } = succeeded(
      await bench.create(bench.ctx, { ...choices, kind: 'entra-id', settings: {} }),
    ).value;
    expect(await bench.change(bench.ctx, id, always, { password: 'x' })).toMatchObject({
      error: { errors: [{ pointer: '/password', rule: 'unknown-field' }] },
    });
  });

  it('goes with its source', async () => {
    const bench = await open();
    const { id } = await bench.created();
    succeeded(await bench.change(bench.ctx, id, always, { password: 'second' }));
    await bench.remove(bench.ctx, id, always);
    const body = bench.queued().at(-1)?.body as { readonly sourceId: string; readonly passwords: number };
    await bench.handleRefresh(bench.ctx, body);
    expect([...bench.vault]).toEqual([]);
  });

  it('that the vault has lost counts as a wrong one', async () => {
    const bench = await open();
    const { id } = await bench.created();
    bench.vault.clear();
    expect(succeeded(await bench.test(bench.ctx, id))).toEqual({
      type: 'source-refused',
      reason: 'wrong-credentials',
    });
  });

  it.each(['before', 'after'] as const)(
    'has a row wherever its creation dies (%s a call), and a repetition completes it',
    async (when) => {
      let at = 1;
      for (let died = true; died; at++) {
        const points = makeCrashPoints();
        const bench = await open();
        const dying = makeCreateSource({
          ...bench,
          commit: points.wrap(bench.commit),
          passwords: points.wrap(bench.passwords),
        });
        const ctx = { ...bench.ctx, commandId: derivedId('command') };
        points.arm(at, when);
        await dying(ctx, { ...wanted, password: 'first' }).catch(() => {});
        died = points.died();
        const row = await bench.sources.get(bench.ctx, ctx.commandId);
        if (row === undefined) expect([...bench.vault], `call ${at}`).toEqual([]);

        const { value } = succeeded(await bench.create(ctx, { ...wanted, password: 'first' }));
        expect([...bench.vault]).toEqual([[`source-${ctx.tenantId}-${value.id}-1`, 'first']]);
        expect(bench.queued().length).toBeGreaterThanOrEqual(1);
        expect(new Set(bench.queued().map(({ id }) => id)).size).toBe(1);
        // Repeated late, it does not bring the old password back.
        succeeded(await bench.change(bench.ctx, value.id, always, { password: 'second' }));
        succeeded(await bench.create(ctx, { ...wanted, password: 'first' }));
        expect([...bench.vault.values()]).toEqual(['second']);
      }
      expect(at).toBeGreaterThan(4);
    },
  );

  it('that is written while its source is being deleted goes with the second look', async () => {
    const bench = await open();
    const { id } = await bench.created();
    const late = makeChangeSource({
      ...bench,
      passwords: {
        ...bench.passwords,
        keep: async (...written) => {
          await bench.remove(bench.ctx, id, always);
          await bench.handleRefresh(bench.ctx, bench.queued().at(-2)?.body as never);
          await bench.passwords.keep(...written);
        },
      },
    });
    expect(await late(bench.ctx, id, always, { password: 'late' })).toMatchObject({ ok: false });
    expect([...bench.vault.values()]).toEqual(['late']);
    const [now, then] = bench.queued().slice(-2);
    expect(now?.notBefore).toBeUndefined();
    expect((then?.notBefore ?? 0) - bench.clock.now()).toBeGreaterThan(30 * 60_000);
    await bench.handleRefresh(bench.ctx, then?.body as never);
    expect([...bench.vault]).toEqual([]);
  });

  it('of a kind whose row does not count yet goes with its source', async () => {
    const bench = await open();
    await bench.haveSource();
    const { id } = (await bench.source()) ?? {};
    if (id === undefined) throw new Error('no source');
    await bench.passwords.keep(bench.ctx, id, 1, 'token');
    await bench.remove(bench.ctx, id, always);
    await bench.handleRefresh(bench.ctx, bench.queued().at(-1)?.body as never);
    expect([...bench.vault]).toEqual([]);
  });
});
