import { expect } from 'vitest';
import { tenantId } from '../../../shared/kernel/ids.ts';
import { systemContext } from '../../../shared/kernel/tenant-context.ts';
import type { Source } from '../../../shared/sources/source.ts';
import { tenantIdOf } from './history/companies.ts';
import { textOf } from './history/desk.ts';
import { openStage, type Scene } from './stage.ts';

interface Counts {
  created: number;
  changed: number;
  removed: number;
}

/** A company with a list of its own, for a test that edits it; faults strike from the list's creation on. */
export const openListStage = async (scene: Scene) => {
  const stage = await openStage(scene, { seed: 11, start: '2026-06-01T08:00:00.000Z', people: 2 });
  const { world, ask, wanted, broken, until, begin } = stage;
  begin();
  let sourceId = '';
  await until(async () => {
    const made = await ask({ operation: 'createSource', body: { kind: 'company-list' }, key: 'source' });
    sourceId = textOf(wanted(made, 201), 'id');
  });
  const params = { sourceId };
  /** By name, their numbers. */
  const expected = new Map<string, string>();
  const asked: Counts = { created: 0, changed: 0, removed: 0 };

  /** When all has been quiet for a while: the list as it is kept, what the trail tells, what the source's row says. */
  const look = async () => {
    const ctx = systemContext(tenantId(tenantIdOf(0)), 'look');
    const kept: Record<string, string> = {};
    const told: Counts = { created: 0, changed: 0, removed: 0 };
    let source: Source | undefined;
    await until(async () => {
      const [instance] = world.instances();
      if (instance === undefined) throw new Error('no instance lives');
      const { sources, sourceContacts, acts } = instance.stores;
      source = (await sources.get(ctx, sourceId))?.value;
      for await (const page of sourceContacts.all(ctx, sourceId as Source['id']))
        for (const { displayName = '', phones } of page) kept[displayName] = phones[0]?.original ?? '';
      for await (const { value } of acts.all(ctx)) {
        for (const { after } of value.changes) {
          told.created += Number(after['created'] ?? 0);
          told.changed += Number(after['changed'] ?? 0);
          told.removed += Number(after['removed'] ?? 0);
        }
      }
    });
    return { kept, told, contacts: source?.lastRefresh?.contacts };
  };
  /** Ends the scene; the list must be what was acknowledged, and the trail must tell each edit once. */
  const holds = async () => {
    const seen = await look();
    world.close();
    expect(broken).toEqual([]);
    expect(seen).toEqual({ kept: Object.fromEntries(expected), told: asked, contacts: expected.size });
  };
  return { ...stage, params, expected, asked, holds };
};
