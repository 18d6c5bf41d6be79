import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { billingAccountSchema } from '../billing/billing-account.ts';
import { importSchema } from '../imports/import.ts';
import { runSchema } from '../imports/run.ts';
import { licenceAccountSchema } from '../licences/licence-account.ts';
import { personErasureSchema } from '../people/person-erasure.ts';
import { shareSchema } from '../shares/share.ts';
import { sourceSchema } from '../sources/source.ts';
import { tenantSchema } from '../tenants/tenant.ts';
import { actSubjects } from './act.ts';
import * as kinds from './audited-kinds.ts';
import {
  billingAudit,
  importAudit,
  licenceAudit,
  personErasureAudit,
  runAudit,
  shareAudit,
  sourceAudit,
  tenantAudit,
} from './audited-kinds.ts';
import type { Audited } from './audited-store.ts';
import { describe as describeEntity, differences, type FieldRules, nothing } from './description.ts';

type Json = z.core.JSONSchema.JSONSchema;

/**
 * A value that fills every place of a schema: each text names its own path, so that wherever it turns up it can be
 * traced. Variants are filled one after the other.
 */
const filled = (schema: Json, path: string): unknown => {
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) {
    const all = variants.map((each) => filled(each, path));
    return all.every((each) => typeof each === 'object') ? Object.assign({}, ...all) : all[0];
  }
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, inner]) => [
          name,
          filled(inner as Json, path === '' ? name : `${path}.${name}`),
        ]),
      );
    case 'array':
      return [filled(schema.items as Json, path)];
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return 7;
    default:
      return `canary<${path}>`;
  }
};

it('[T7] every kind that is told of can be asked for', () => {
  const told = Object.values(kinds).map(({ subject }) => subject);
  expect(told.filter((subject) => !actSubjects.some((known) => known === subject))).toEqual([]);
  expect(told.length).toBeGreaterThan(10);
});

/** What the trail would show of an entity whose every text is a canary: the paths of those that got through. */
const leaked = <T>(schema: z.ZodType<T>, { fields }: { readonly fields: Partial<Audited<T>['fields']> }) => {
  const json = z.toJSONSchema(schema, { unrepresentable: 'any' }) as Json;
  const entity = filled(json, '') as T;
  const shown = differences(nothing, describeEntity(fields, entity))?.after ?? {};
  return [...JSON.stringify(shown).matchAll(/canary<([^>]+)>/g)].map(([, path = '']) => path).toSorted();
};

describe('[T7] of all the texts of an entity the trail shows administrative ones alone', () => {
  it('tenant: not the address for notices, nor who asked to leave', () => {
    expect(leaked(tenantSchema, tenantAudit)).toEqual(
      [
        'displayName',
        'defaultDomain',
        'countryCode',
        'language',
        'timeZone',
        'region',
        'state',
        'permissions',
        'consentedAt',
        'blockedBy',
        'erasedAfter',
        'departure.requestedAt',
      ].toSorted(),
    );
  });

  it('source', () => {
    expect(leaked(sourceSchema, sourceAudit)).toEqual([
      'appAudience.groups',
      'appAudience.who',
      'displayName',
      'filter',
      'kind',
      'settings.folder',
      'signedInAt',
    ]);
  });

  it('share: neither people nor groups, nor the note, nor anything of the capability', () => {
    expect(leaked(shareSchema, shareAudit)).toEqual([
      'allowedTenants',
      'category',
      'categoryColour',
      'displayName',
      'expiresAt',
      'nameStyle.company',
      'nameStyle.fileAs',
      'nameStyle.order',
      'selection.filters.departments',
      'sources.sourceId',
      'state',
    ]);
  });

  it('import: neither whose mailboxes, nor what its grant is made of', () => {
    expect(leaked(importSchema, importAudit)).toEqual([
      'category',
      'categoryColour',
      'displayName',
      'folder.displayName',
      'folder.kind',
      'grant.providerTenantId',
      'nameStyle.company',
      'nameStyle.fileAs',
      'nameStyle.order',
      'pausedAt',
      'runsAt',
      'state',
    ]);
  });

  it('billing: of subscriptions what was agreed on', () => {
    expect(leaked(billingAccountSchema, billingAudit)).toEqual(
      ['cancelledOn', 'next.plan', 'plan', 'state', 'until'].map((name) => `subscriptions.${name}`),
    );
  });

  it('erasure of a person: nothing', () => {
    expect(leaked(personErasureSchema, personErasureAudit)).toEqual([]);
  });

  it('licences', () => {
    expect(leaked(licenceAccountSchema, licenceAudit)).toEqual(['plan', 'trial.endsAt', 'trial.startedAt']);
  });

  it('run', () => {
    expect(leaked(runSchema, runAudit)).toEqual(['importId', 'trigger']);
  });
});

it.each([
  ['manual', true],
  ['preview', true],
  ['schedule', false],
  ['created', false],
  ['changed', false],
  ['deleted', false],
] as const)('[T7] a run by trigger %s is an act of its own: %s', (trigger, expected) => {
  const run = { trigger } as z.infer<typeof runSchema>;
  expect(runAudit.isAct(run)).toBe(expected);
});

it('[T7] objects in a list are told one by one, in their order, by what is shown of them', () => {
  const rules: FieldRules<{
    readonly orders: readonly { readonly item: string; readonly many?: number; readonly row: number }[];
  }> = {
    orders: [{ item: 'shown', many: 'shown', row: 'technical' }],
  };
  const of = (...orders: readonly { item: string; many?: number; row: number }[]) =>
    describeEntity(rules, { orders });
  const [tea, oats] = [
    { item: 'tea', many: 2, row: 1 },
    { row: 2, item: 'oats' },
  ];
  expect(differences(nothing, of(tea, oats))?.after).toEqual({ orders: 'item tea, many 2; item oats' });
  // Neither what is technical nor the order in which fields were written is a change; another order of the list is.
  expect(differences(of(tea, oats), of({ row: 9, many: 2, item: 'tea' }, oats))).toBeUndefined();
  expect(differences(of(tea, oats), of(oats, tea))).toBeDefined();
});

it('[T7] a field that nobody has ruled on does not compile', () => {
  const gate: Audited<{ readonly name: string; readonly inner: { readonly telephone?: string } }> = {
    subject: 'gate',
    fields: {
      name: 'shown',
      // @ts-expect-error telephone is not ruled on
      inner: {},
    },
  };
  expect(describeEntity(gate.fields, { name: 'North', inner: { telephone: '110' } }).size).toBe(1);
});
