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

  it('left in the vault by a crash is replaced by the next attempt', async () => {
    const points = makeCrashPoints();
    const bench = await open();
    const dying = makeCreateSource({ ...bench, commit: points.wrap(bench.commit) });
    const ctx = { ...bench.ctx, commandId: derivedId('command') };
    points.arm(1, 'before');
    await expect(dying(ctx, { ...wanted, password: 'first' })).rejects.toThrow();
    expect([...bench.vault.values()]).toEqual(['first']);
    const { value } = succeeded(await bench.create(ctx, { ...wanted, password: 'again' }));
    expect([...bench.vault]).toEqual([[`source-${ctx.tenantId}-${value.id}-1`, 'again']]);
    // Repeated late, it does not bring the old password back.
    succeeded(await bench.change(bench.ctx, value.id, always, { password: 'second' }));
    succeeded(await bench.create(ctx, { ...wanted, password: 'again' }));
    expect([...bench.vault.values()]).toEqual(['second']);
  });
});
