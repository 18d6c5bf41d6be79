import { expect, it } from 'vitest';
import { makeMemoryDueLooks } from '../../tests/support/memory-due-looks.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { toIso } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import type { DueLook } from './due-looks.ts';
import { makeLookAtStores } from './look-at-stores.ts';

const now = 1_800_000_000_000;
const minute = 60_000;

const open = async (entries: number, takesMs: number) => {
  const { dueLooks } = makeMemoryDueLooks();
  const ctx = freshTenant();
  for (let n = 0; n < entries; n++) {
    const hash = String(n).padStart(6, '0');
    await dueLooks.put(ctx, { store: 'apple', hash }, toIso(now - (entries - n) * 1000));
  }
  let time = now;
  const asked: string[] = [];
  const lookAtPurchase = async (due: DueLook) => {
    time += takesMs;
    asked.push(due.hash);
    await dueLooks.remove(ctx, due, due.dueAt);
    return 'asked' as const;
  };
  const look = makeLookAtStores({ dueLooks, lookAtPurchase, clock: { now: () => time }, log: silentLog });
  return { look, asked };
};

it('[L5] a thousand are asked for at a time, those that wait longest first, the others the next time', async () => {
  const { look, asked } = await open(1200, 1);
  expect(await look()).toBe(1000);
  expect([asked[0], asked.at(-1)]).toEqual(['000000', '000999']);
  expect(await look()).toBe(200);
  expect(asked.at(-1)).toBe('001199');
});

it('[L5] and no new question is begun after four minutes', async () => {
  const { look } = await open(10, minute);
  expect(await look()).toBe(4);
  expect(await look()).toBe(4);
  expect(await look()).toBe(2);
});
