import { makeAppCosts } from '../support/app-costs.ts';
import { print } from './line.ts';

/** What the app costs: who calls, and what has changed, of 1,000 people in two sources. */
const people = 1_000;
const { cost, numberOf } = await makeAppCosts(people);
const lookup = (n: number) => cost(`/v1/me/contacts/lookup?phone=${numberOf(n)}`);

print({
  name: 'app.lookup.table-operations.first',
  measured: (await lookup(0)).operations,
  unit: 'operations',
});
print({
  name: 'app.lookup.table-operations',
  measured: (await lookup(1)).operations,
  unit: 'operations',
  minimum: 1,
  limit: 2,
});
const pathOf = (link: unknown) => {
  const url = new URL(String(link));
  return url.pathname + url.search;
};
let operations = 0;
let page = await cost('/v1/me/contacts?limit=200');
for (;;) {
  operations += page.operations;
  if (page.body['nextLink'] === undefined) break;
  page = await cost(pathOf(page.body['nextLink']));
}
print({
  name: 'app.list.table-operations',
  measured: (operations * 1000) / (2 * people),
  unit: 'operations/1000 entries',
});
const delta = await cost(pathOf(page.body['deltaLink']));
print({
  name: 'app.delta.unchanged.table-operations',
  measured: delta.operations,
  unit: 'operations',
  minimum: 1,
});
