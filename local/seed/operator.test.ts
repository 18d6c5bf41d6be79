import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { companies } from './companies.ts';
import { operatorCompany } from './operator.ts';

it('the seeded operator is whom the sample settings name, and no customer', () => {
  const sample = readFileSync(new URL('../../local.settings.sample.json', import.meta.url), 'utf8');
  const { Values: values } = JSON.parse(sample) as { readonly Values: Readonly<Record<string, string>> };
  expect(operatorCompany.tenantId).toBe(values['SWITCHBOARD_ENTRA_OPERATOR_TENANT_ID']);
  expect(companies.map(({ tenantId }) => tenantId)).not.toContain(operatorCompany.tenantId);
  expect(operatorCompany.users.map(({ appRoles }) => appRoles)).toEqual([['Operator']]);
});
