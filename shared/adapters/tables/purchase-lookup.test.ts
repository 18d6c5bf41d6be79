import { expect, it } from 'vitest';
import { freshTenant, testTables } from '../../../tests/support/tables.ts';
import { systemRandom } from '../../kernel/ids.ts';
import { purchaseHash } from '../../store-purchases/purchase.ts';
import type { EarlyNews } from '../../store-purchases/purchase-lookup.ts';
import { makePurchaseLookup } from './purchase-lookup.ts';
import { makeTenantRows } from './tenant-rows.ts';

const now = 1_800_000_000_000;
const day = 24 * 60 * 60 * 1000;
const news: EarlyNews = {
  store: 'apple',
  productId: 'switchboard.app.monthly',
  isFamilyShared: false,
  isTest: false,
  periodFrom: now - day,
  asOf: now,
  expiresAt: now + day,
  isTrial: false,
  standing: 'running',
  renewal: { renews: true, isRetrying: false },
};

const open = async (at = now) => {
  const tables = await testTables();
  const lookup = makePurchaseLookup({ table: tables.index, clock: { now: () => at } });
  const hash = purchaseHash({ store: 'apple', isTest: false, reference: systemRandom.id() });
  return { tables, lookup, hash, ctx: freshTenant() };
};

it('[L5] of all who claim a purchase at once one has it, and keeps it', async () => {
  const { lookup, hash, ctx } = await open();
  const users = ['a', 'b', 'c', 'd'].map((userId) => ({ tenantId: ctx.tenantId, userId }));
  const owners = await Promise.all(users.map((owner) => lookup.claim(hash, owner)));
  const [first] = owners;
  expect(owners).toEqual(owners.map(() => first));
  expect(await lookup.find(hash)).toEqual(first);
});

it('[T5] and it goes with its tenant', async () => {
  const { tables, lookup, hash, ctx } = await open();
  await lookup.claim(hash, { tenantId: ctx.tenantId, userId: 'a' });
  const rows = makeTenantRows(tables);
  let next = (await rows.remove(ctx, undefined)).next;
  while (next !== undefined) next = (await rows.remove(ctx, next)).next;
  expect(await lookup.find(hash)).toBeUndefined();
});

it('[L5] keeps the youngest of early news, until they are asked for', async () => {
  const { lookup, hash } = await open();
  const revoked = { ...news, asOf: now + 2, standing: 'revoked' as const };
  await Promise.all([lookup.keepNews(hash, news), lookup.keepNews(hash, revoked)]);
  await lookup.keepNews(hash, { ...news, asOf: now + 1 });
  expect(await lookup.news(hash)).toEqual(revoked);
  await lookup.keepNews(hash, { ...news, periodFrom: now });
  expect(await lookup.news(hash)).toMatchObject({ periodFrom: now, standing: 'running' });
  await lookup.forgetNews(hash);
  await lookup.forgetNews(hash);
  expect(await lookup.news(hash)).toBeUndefined();
});

it('[L5] forgets news of what ended long ago', async () => {
  const { lookup, hash, tables } = await open();
  await lookup.keepNews(hash, news);
  const later = makePurchaseLookup({ table: tables.index, clock: { now: () => now + 62 * day } });
  await later.keepNews(`${hash.slice(0, 2)}${'0'.repeat(62)}`, { ...news, expiresAt: now + 90 * day });
  expect(await lookup.news(hash)).toBeUndefined();
});
