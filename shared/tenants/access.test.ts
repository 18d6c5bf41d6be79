import { expect, it } from 'vitest';
import { makeTenantBench, succeeded } from '../../tests/support/tenant-fixtures.ts';
import { err, ok } from '../kernel/result.ts';
import { makeChangeTenant } from './change-tenant.ts';
import { requiredPermissions } from './permissions.ts';
import { makeReadTenant } from './read-tenant.ts';

const needed = ['User.Read.All'];
const withdrawn = { type: 'consent-required', missingPermissions: [...requiredPermissions] } as const;
const blocked = { type: 'access-blocked', code: 'AADSTS53003' } as const;
const address = { notificationAddress: 'it@mueller.example' };

it('[T2] a tenant that never consented is named what is missing and given a link to forward', async () => {
  const bench = makeTenantBench();
  expect(await bench.gate(bench.ctx, needed)).toMatchObject({
    ok: false,
    error: {
      type: 'consent-required',
      missingPermissions: needed,
      consentUrl: expect.stringContaining('https://api.example/onboarding/consent?ticket='),
    },
  });
  expect(bench.answers.looks).toBe(0);
});

it('an active tenant passes without a look at Entra', async () => {
  const bench = makeTenantBench();
  await bench.have();
  expect(succeeded(await bench.gate(bench.ctx, requiredPermissions))).toMatchObject({ state: 'active' });
  expect(bench.answers.looks).toBe(0);
});

it('[T2] a permission that is not granted is missing, until Entra shows it', async () => {
  const bench = makeTenantBench();
  await bench.have({ state: 'consent-lost', permissions: ['User.Read.All'] });
  bench.answers.granted = ok(['User.Read.All']);
  expect(await bench.gate(bench.ctx, needed)).toMatchObject({ ok: true });
  expect(await bench.gate(bench.ctx, requiredPermissions)).toMatchObject({
    error: { missingPermissions: ['GroupMember.Read.All', 'Contacts.ReadWrite'] },
  });
  bench.answers.granted = ok([...requiredPermissions]);
  expect(await bench.gate(bench.ctx, requiredPermissions)).toMatchObject({
    ok: true,
    value: { state: 'active' },
  });
});

it('[T3] a blocked tenant is refused with Microsoft’s code until it is let in again', async () => {
  const bench = makeTenantBench();
  await bench.have();
  await bench.noteAccess(bench.ctx, blocked);
  bench.answers.granted = err({ type: 'unavailable', service: 'entra' });
  expect(await bench.gate(bench.ctx, needed)).toEqual({ ok: false, error: blocked });
  bench.answers.granted = ok([...requiredPermissions]);
  expect(succeeded(await bench.gate(bench.ctx, needed))).not.toHaveProperty('blockedBy');
});

it('[T6] a withdrawn consent is told once, however many notice it at the same time', async () => {
  const bench = makeTenantBench();
  await bench.have(address);
  await Promise.all(Array.from({ length: 4 }, () => bench.noteAccess(bench.ctx, withdrawn)));
  await bench.noteAccess(bench.ctx, withdrawn);
  expect(await bench.tenant()).toMatchObject({ state: 'consent-lost', permissions: [] });
  expect(await bench.mails()).toEqual(['consent-lost']);
  expect(bench.sent.map(({ queue }) => queue)).toEqual(['notifications']);
});

it('[T6] tells again when the consent is lost anew, and when a policy’s block turns into a loss with a day of erasure', async () => {
  const bench = makeTenantBench();
  await bench.have(address);
  await bench.noteAccess(bench.ctx, blocked);
  await bench.noteAccess(bench.ctx, withdrawn);
  expect((await bench.mails()).sort()).toEqual(['access-blocked', 'consent-lost']);
  await bench.noteAccess(bench.ctx, blocked);
  await bench.noteAccess(bench.ctx, withdrawn);
  expect(await bench.mails()).toHaveLength(2);
  await bench.noteAccessRegained(bench.ctx);
  expect(await bench.tenant()).toMatchObject({ state: 'active' });
  await bench.noteAccess(bench.ctx, withdrawn);
  expect((await bench.mails()).sort()).toEqual(['access-blocked', 'consent-lost', 'consent-lost']);
});

it('[T6] without an address the state is kept and nobody is told', async () => {
  const bench = makeTenantBench();
  await bench.have();
  await bench.noteAccess(bench.ctx, withdrawn);
  expect(await bench.tenant()).toMatchObject({ state: 'consent-lost' });
  expect(await bench.mails()).toEqual([]);
});

it('regained access is believed of Entra only', async () => {
  const bench = makeTenantBench();
  await bench.have({ state: 'consent-lost', permissions: [] });
  bench.answers.granted = err(withdrawn);
  await bench.noteAccessRegained(bench.ctx);
  expect(await bench.tenant()).toMatchObject({ state: 'consent-lost' });
});

it('[T2] the tenant is read with what it grants, what is missing and the link', async () => {
  const bench = makeTenantBench();
  const read = makeReadTenant(bench);
  expect(await read(bench.ctx)).toMatchObject({ error: { missingPermissions: requiredPermissions } });
  await bench.have({ state: 'consent-lost', permissions: [] });
  bench.answers.granted = ok(['User.Read.All', 'Contacts.ReadWrite']);
  expect(succeeded(await read(bench.ctx))).toMatchObject({
    tenant: { value: { permissions: ['Contacts.ReadWrite', 'User.Read.All'] } },
    missingPermissions: ['GroupMember.Read.All'],
    consentUrl: expect.stringContaining('/onboarding/consent'),
  });
});

it('time zone, language and address are changed under the ETag read', async () => {
  const bench = makeTenantBench();
  const change = makeChangeTenant(bench);
  expect(await change(bench.ctx, () => true, {})).toMatchObject({ error: { type: 'not-found' } });
  await bench.have(address);
  expect(await change(bench.ctx, () => false, { language: 'en' })).toMatchObject({
    error: { type: 'stale' },
  });
  expect(await change(bench.ctx, () => true, { timeZone: 'Mars/Olympus' })).toMatchObject({
    error: { errors: [{ pointer: '/timeZone', rule: 'time-zone' }] },
  });
  const changed = succeeded(
    await change(bench.ctx, () => true, { timeZone: 'Asia/Kolkata', language: 'en' }),
  );
  expect(changed.value).toMatchObject({ timeZone: 'Asia/Kolkata', language: 'en', ...address });
  const cleared = succeeded(await change(bench.ctx, () => true, { notificationAddress: null }));
  expect(cleared.value).not.toHaveProperty('notificationAddress');
});
