import { expect, it } from 'vitest';
import { makeAppCosts } from '../../tests/support/app-costs.ts';

const pathOf = (link: unknown) => {
  const url = new URL(String(link));
  return url.pathname + url.search;
};

it('[S9] a lookup by number is two table operations, of however many people and sources; a delta one more a source', async () => {
  const { cost, numberOf, clock } = await makeAppCosts(300);
  const lookup = (n: number) => cost(`/v1/me/contacts/lookup?phone=${numberOf(n)}`);
  // The instance gets to know the company and the user.
  await lookup(0);
  for (const n of [1, 150, 299, 4711]) {
    const { operations, body } = await lookup(n);
    expect([operations, (body['matches'] as unknown[]).length]).toEqual([2, n < 300 ? 1 : 0]);
  }
  // Entitlement, once a minute; the groups, once in five; the gate for tenants that are erased, once a minute.
  clock.advance(60_001);
  expect((await lookup(2)).operations).toBe(4);
  clock.advance(5 * 60_000);
  expect((await lookup(3)).operations).toBe(5);

  let page = await cost('/v1/me/contacts?limit=200');
  for (; page.body['nextLink'] !== undefined; ) page = await cost(pathOf(page.body['nextLink']));
  const delta = await cost(pathOf(page.body['deltaLink']));
  expect([delta.operations, delta.body['value']]).toEqual([3, []]);
}, 60_000);
