import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dynamicsFilterSchema,
  type FilterCondition,
  type FilterGroup,
  filterFields,
} from './dynamics-filter.ts';
import { type FilterSubject, matchesFilter } from './matches-filter.ts';

const all = (...conditions: FilterCondition[]): FilterGroup => ({ match: 'all', conditions });
const any = (...conditions: FilterCondition[]): FilterGroup => ({ match: 'any', conditions });
const anna: FilterSubject = {
  fullname: 'Anna Weiß',
  jobtitle: ' Einkauf ',
  address1_city: 'KÖLN',
  emailaddress1: '',
  statecode: 'active',
  modifiedon: '2026-06-01T10:00:00Z',
};
const inCologne = { field: 'address1_city', operator: 'equals', value: 'Köln' } as const;
const buyer = { field: 'jobtitle', operator: 'equals', value: 'einkauf' } as const;
const hasMail = { field: 'emailaddress1', operator: 'is-set' } as const;

describe('[S3] a condition', () => {
  it.each([
    [inCologne, true],
    [buyer, true],
    [{ field: 'jobtitle', operator: 'not-equals', value: 'Einkauf' }, false],
    [{ field: 'department', operator: 'not-equals', value: 'Einkauf' }, true],
    [{ field: 'fullname', operator: 'contains', value: 'na we' }, true],
    [{ field: 'fullname', operator: 'begins-with', value: 'Weiß' }, false],
    [{ field: 'department', operator: 'contains', value: 'x' }, false],
    [{ field: 'address1_city', operator: 'in', value: ['Bonn', 'köln'] }, true],
    [{ field: 'address1_city', operator: 'in', value: ['Bonn'] }, false],
    [hasMail, false],
    [{ field: 'emailaddress1', operator: 'is-not-set' }, true],
    [{ field: 'statecode', operator: 'equals', value: 'inactive' }, false],
    [{ field: 'modifiedon', operator: 'after', value: '2026-06-01T11:00:00+02:00' }, true],
    [{ field: 'modifiedon', operator: 'after', value: '2026-06-01T10:00:00Z' }, false],
    [{ field: 'modifiedon', operator: 'before', value: '2026-06-01T10:00:01Z' }, true],
    [{ field: 'createdon', operator: 'before', value: '2026-06-01T10:00:01Z' }, false],
  ] as const)('%j holds: %s', (condition, holds) => {
    expect(matchesFilter(all(condition as FilterCondition), anna)).toBe(holds);
  });
});

describe('[S3] a group', () => {
  it('asks for all of its conditions or for any of them, its groups included', () => {
    expect(matchesFilter(all(inCologne, hasMail), anna)).toBe(false);
    expect(matchesFilter(any(inCologne, hasMail), anna)).toBe(true);
    expect(matchesFilter({ ...all(inCologne), groups: [any(hasMail, buyer)] }, anna)).toBe(true);
    expect(matchesFilter({ ...all(inCologne), groups: [all(hasMail, buyer)] }, anna)).toBe(false);
    expect(matchesFilter({ ...any(hasMail), groups: [all(hasMail), all(buyer)] }, anna)).toBe(true);
  });

  const condition = fc.record({
    field: fc.constantFrom('jobtitle', 'department', 'address1_city'),
    operator: fc.constantFrom('equals', 'not-equals', 'contains', 'begins-with'),
    value: fc.constantFrom('a', 'ab', 'B', 'Ä'),
  });
  const leaf = fc.record({
    match: fc.constantFrom('all', 'any'),
    conditions: fc.array(condition, { minLength: 1, maxLength: 4 }),
  });
  const tree = fc.record({
    match: fc.constantFrom('all', 'any'),
    conditions: fc.array(condition, { maxLength: 3 }),
    groups: fc.array(leaf, { minLength: 1, maxLength: 3 }),
  });
  const text = fc.option(fc.constantFrom('', 'a', 'AB', 'ba', 'ä', ' b '));
  const subject = fc.record({ jobtitle: text, department: text, address1_city: text });

  it('turned round condition by condition means the opposite (de Morgan)', () => {
    const opposite = (group: FilterGroup): FilterGroup => ({
      match: group.match === 'all' ? 'any' : 'all',
      conditions: [],
      // "Not" of a condition as a group of none: equals and not-equals are each other's opposite.
      groups: [
        ...group.conditions.map((part) =>
          all({ ...part, operator: part.operator === 'equals' ? 'not-equals' : 'equals' }),
        ),
        ...(group.groups ?? []).map(opposite),
      ],
    });
    fc.assert(
      fc.property(tree, subject, (drawn, contact) => {
        const onlyEquality = JSON.parse(
          JSON.stringify(drawn).replaceAll(/contains|begins-with/g, 'equals'),
        ) as FilterGroup;
        expect(matchesFilter(opposite(onlyEquality), contact)).toBe(!matchesFilter(onlyEquality, contact));
      }),
    );
  });

  it('of any form that the schema takes can be judged for any contact', () => {
    fc.assert(
      fc.property(tree, subject, (drawn, contact) => {
        const filter = dynamicsFilterSchema.parse(drawn);
        expect(typeof matchesFilter(filter, contact)).toBe('boolean');
      }),
    );
  });

  it('has no field without a meaning', () => {
    for (const field of filterFields) {
      const isInstant = field === 'createdon' || field === 'modifiedon';
      const [operator, value, actual] = isInstant
        ? (['after', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'] as const)
        : (['equals', 'active', 'active'] as const);
      expect(matchesFilter(all({ field, operator, value }), { [field]: actual })).toBe(true);
      expect(matchesFilter(all({ field, operator, value }), {})).toBe(false);
    }
  });
});
