import { expect, it } from 'vitest';
import { freshTenant, testTables } from '../../../tests/support/tables.ts';
import { fromIso, toIso } from '../../kernel/clock.ts';
import { asId, type ImportId, systemRandom } from '../../kernel/ids.ts';
import { makeDueImports } from './due-imports.ts';

/** Some hour of the years from 2200 on that no other test looks into. */
const start =
  fromIso('2200-01-01T00:00:00.000Z') + systemRandom.bytes(2).reduce((n, b) => n * 256 + b, 0) * 3_600_000;
const at = (minutes: number) => toIso(start + minutes * 60_000);

const open = async () => {
  const dueImports = makeDueImports((await testTables()).index);
  const [one, other] = [freshTenant(), freshTenant()];
  const importId = () => asId<ImportId>(systemRandom.id());
  const due = async (until: string) => {
    const found = [];
    for await (const each of dueImports.acrossTenants(until)) {
      if ([one.tenantId, other.tenantId].includes(each.tenantId)) found.push(each);
    }
    return found;
  };
  return { dueImports, one, other, importId, due };
};

it('[I2] what has become due is found across tenants, the oldest first, whatever hour it is of', async () => {
  const { dueImports, one, other, importId, due } = await open();
  const wanted = [
    { tenantId: one.tenantId, importId: importId(), dueAt: at(5) },
    { tenantId: other.tenantId, importId: importId(), dueAt: at(59) },
    { tenantId: one.tenantId, importId: importId(), dueAt: at(60) },
    { tenantId: one.tenantId, importId: importId(), dueAt: at(60 * 30) },
  ];
  for (const { tenantId, importId: id, dueAt } of wanted.toReversed()) {
    await dueImports.put(tenantId === one.tenantId ? one : other, id, dueAt);
  }
  expect(await due(at(4))).toEqual([]);
  expect(await due(at(5))).toEqual(wanted.slice(0, 1));
  expect(await due(at(59.9))).toEqual(wanted.slice(0, 2));
  expect(await due(at(60 * 29))).toEqual(wanted.slice(0, 3));
  expect(await due(at(60 * 30))).toEqual(wanted);
});

it('[I2] an entry is there once, and gone when it is removed, as often as that is done', async () => {
  const { dueImports, one, importId, due } = await open();
  const [id, kept] = [importId(), importId()];
  await dueImports.put(one, id, at(5));
  await dueImports.put(one, id, at(5));
  await dueImports.put(one, kept, at(5));
  expect(await due(at(5))).toHaveLength(2);
  await dueImports.remove(one, id, at(5));
  await dueImports.remove(one, id, at(5));
  expect((await due(at(5))).map(({ importId }) => importId)).toEqual([kept]);
});
