import { tenantId } from '../../../shared/kernel/ids.ts';
import { systemContext } from '../../../shared/kernel/tenant-context.ts';
import { tenantIdOf } from './history/companies.ts';
import { leftBehind } from './invariants/secrecy.ts';
import type { World } from './world/world.ts';

const secretsOf = ({ vault }: World, sourceId: string) =>
  [...vault.secrets].filter(([name]) => name.startsWith(`source-${tenantIdOf(0)}-${sourceId}-`));

/** Whose tokens the vault has for a source, and whether the one that counts is good. */
export const heldTokens = async (world: World, sourceId: string) => {
  const [instance] = world.instances();
  const ctx = systemContext(tenantId(tenantIdOf(0)), 'look');
  let version: number | undefined;
  let done = false;
  void instance?.stores.sources.get(ctx, sourceId).then((found) => {
    version = found?.value.passwordVersion;
    done = true;
  });
  await world.run(() => done);
  const kept = secretsOf(world, sourceId).map(([name, text]) => ({
    name,
    ...(JSON.parse(text) as { readonly userId: string; readonly refreshToken: string }),
  }));
  const counts = kept.find(({ name }) => name.endsWith(`-${version}`));
  return {
    users: [...new Set(kept.map(({ userId }) => userId))],
    isGood: counts !== undefined && world.signIn.isGood(counts.refreshToken),
  };
};

/** What is left of a source: secrets and contacts. */
export const rowsOf = (world: World, sourceId: string): readonly string[] => [
  ...secretsOf(world, sourceId).map(([name]) => name),
  ...world.tables.contacts
    .all()
    .filter(({ partition, key }) => `${partition} ${key}`.includes(sourceId))
    .map(({ key }) => key),
];

/** Where a code or a refresh token of the fake Entra stands that should be in the vault alone. */
export const leakedSecrets = (world: World): readonly string[] =>
  [...leftBehind({ world })]
    .filter(([, text]) => /\b(refresh|code)-\d+\b/.test(text))
    .map(([where]) => where);
