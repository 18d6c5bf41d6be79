import { expect, it } from 'vitest';
import { makeTenantBench, succeeded, tenantOf } from '../../tests/support/tenant-fixtures.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { LogFields } from '../kernel/log.ts';
import { err, ok } from '../kernel/result.ts';
import type { ConsentState, ConsentStates } from './consent-state.ts';
import { type ConsentAnswer, makeFinishConsent } from './finish-consent.ts';
import { makeSetUpTenant } from './set-up-tenant.ts';
import { makeStartConsent } from './start-consent.ts';
import type { Region } from './tenant.ts';

const consentRequired = {
  type: 'consent-required',
  missingPermissions: ['User.Read.All', 'GroupMember.Read.All', 'Contacts.ReadWrite'],
} as const;

const open = async () => {
  const bench = makeTenantBench();
  const kept = new Map<string, ConsentState>();
  const states: ConsentStates = {
    put: async (_ctx, state) => {
      kept.set(state.stateHash, state);
    },
    take: async (hash) => {
      const state = kept.get(hash);
      kept.delete(hash);
      return state;
    },
  };
  const slept: number[] = [];
  const logged: (LogFields | undefined)[] = [];
  let onSleep = () => {};
  const start = makeStartConsent({
    ...bench,
    states,
    entraConsentUrl: (tenantId: TenantId, state: string) =>
      `https://entra.example/${tenantId}?state=${state}`,
  });
  const finish = makeFinishConsent({
    ...bench,
    states,
    setUpTenant: makeSetUpTenant(bench),
    sleep: async (ms) => {
      slept.push(ms);
      onSleep();
    },
    log: (_level, _message, fields) => logged.push(fields),
  });
  const link = succeeded(await bench.createConsentLink(bench.ctx));
  const ticket = new URL(link.consentUrl).searchParams.get('ticket') ?? '';
  const begin = async () => {
    const begun = succeeded(await start({ ticket, correlationId: 'c1' }));
    const state = new URL(begun.redirectTo).searchParams.get('state') ?? '';
    const answer: ConsentAnswer = {
      correlationId: 'c2',
      state,
      tenant: bench.ctx.tenantId,
      adminConsent: 'True',
      error: undefined,
      errorDescription: undefined,
      cookie: begun.cookie,
    };
    return { begun, answer };
  };
  const whenSlept = (act: () => void) => {
    onSleep = act;
  };
  return { ...bench, start, finish, begin, ticket, kept, slept, logged, whenSlept };
};

it('[T2] consent link → Entra → callback → tenant record, confirmed by Entra and not by the query', async () => {
  const bench = await open();
  const { begun, answer } = await bench.begin();
  expect(begun.redirectTo).toContain(`https://entra.example/${bench.ctx.tenantId}?state=`);
  expect(await bench.finish(answer)).toEqual({
    kind: 'set-up',
    company: 'Müller Maschinenbau AG',
    first: true,
  });
  expect(await bench.tenant()).toEqual(tenantOf(bench.ctx, { consentedAt: '2026-03-01T08:00:00.000Z' }));
  expect(bench.logged).toEqual([
    { tenantId: bench.ctx.tenantId, correlationId: 'c2', operation: 'onboarding', reason: 'set-up' },
  ]);
});

it('[T2] neither state nor cookie is kept, only what they are recognised by', async () => {
  const bench = await open();
  const { begun, answer } = await bench.begin();
  const rest = JSON.stringify([...bench.kept]);
  expect(rest).not.toContain(answer.state);
  expect(rest).not.toContain(begun.cookie);
});

it('[T2] a state counts once, within ten minutes, in the browser that began and for the tenant of the link', async () => {
  const bench = await open();
  const notOpen = { kind: 'not-open' };
  const first = await bench.begin();
  expect((await bench.finish(first.answer)).kind).toBe('set-up');
  expect(await bench.finish(first.answer)).toEqual(notOpen);

  const foreign: Partial<ConsentAnswer>[] = [
    { cookie: undefined },
    { cookie: 'another' },
    { tenant: '11111111-0000-4000-8000-000000000001' },
    { tenant: undefined },
    { state: 'forged' },
    { state: undefined },
  ];
  for (const part of foreign) {
    const { answer } = await bench.begin();
    expect(await bench.finish({ ...answer, ...part })).toEqual(notOpen);
  }
  const late = await bench.begin();
  bench.advance(10 * 60_000);
  expect(await bench.finish(late.answer)).toEqual(notOpen);
});

it('[T2] a redirect that claims consent where Entra knows of none sets nothing up', async () => {
  const bench = await open();
  bench.answers.granted = err(consentRequired);
  const { answer } = await bench.begin();
  expect(await bench.finish(answer)).toEqual({ kind: 'unconfirmed' });
  expect(bench.slept).toEqual([1000, 2000, 4000, 8000]);
  expect(await bench.tenant()).toBeUndefined();
});

it('[T2] waits for a consent that Entra shows only after a moment', async () => {
  const bench = await open();
  bench.answers.granted = err(consentRequired);
  bench.whenSlept(() => {
    if (bench.slept.length === 2)
      bench.answers.granted = ok(['User.Read.All', 'GroupMember.Read.All', 'Contacts.ReadWrite']);
  });
  const { answer } = await bench.begin();
  expect(await bench.finish(answer)).toMatchObject({ kind: 'set-up' });
  expect(bench.slept).toEqual([1000, 2000]);
});

it('[T2] a consent to less sets the tenant up and names what is missing', async () => {
  const bench = await open();
  bench.answers.granted = ok(['User.Read.All']);
  const { answer } = await bench.begin();
  expect(await bench.finish(answer)).toEqual({
    kind: 'permissions-missing',
    missing: ['GroupMember.Read.All', 'Contacts.ReadWrite'],
  });
  expect(await bench.tenant()).toMatchObject({ state: 'consent-lost', permissions: ['User.Read.All'] });
});

it('an administrator who declines is told so by Entra’s code alone', async () => {
  const bench = await open();
  const { answer } = await bench.begin();
  const declined = {
    ...answer,
    tenant: undefined,
    adminConsent: undefined,
    error: 'access_denied',
    errorDescription: 'AADSTS65004: <script>User declined</script>',
  };
  expect(await bench.finish(declined)).toEqual({ kind: 'refused', code: 'AADSTS65004' });
  expect(bench.answers.looks).toBe(0);
  const strange = await bench.begin();
  expect(await bench.finish({ ...strange.answer, error: '<b>x</b>', errorDescription: undefined })).toEqual({
    kind: 'refused',
    code: 'access_denied',
  });
});

it('[T3] a device policy is reported as exactly that, from the redirect or from the look', async () => {
  const bench = await open();
  const first = await bench.begin();
  const refused = { ...first.answer, error: 'access_denied', errorDescription: 'AADSTS53003: blocked' };
  expect(await bench.finish(refused)).toEqual({ kind: 'access-blocked', code: 'AADSTS53003' });

  bench.answers.granted = err({ type: 'access-blocked', code: '53000' });
  const second = await bench.begin();
  expect(await bench.finish(second.answer)).toEqual({ kind: 'access-blocked', code: '53000' });
  expect(bench.slept).toEqual([]);
});

it('[T2][T6] a renewed consent brings a lost tenant back with what it had chosen, and tells it', async () => {
  const bench = await open();
  const chosen = {
    timeZone: 'Europe/Vienna',
    language: 'en',
    notificationAddress: 'it@mueller.example',
  } as const;
  await bench.have({ ...chosen, state: 'consent-lost', permissions: [] });
  const { answer } = await bench.begin();
  expect(await bench.finish(answer)).toMatchObject({ kind: 'set-up', first: false });
  expect(await bench.tenant()).toMatchObject({ ...chosen, state: 'active' });
  expect(await bench.mails()).toEqual(['tenant-onboarded']);
});

it('[T2] a forged, an expired and a ticket of a region that there is not begin nothing', async () => {
  const bench = await open();
  const unusable = { ok: false, error: { type: 'link-unusable' } };
  expect(await bench.start({ ticket: 'x.y', correlationId: 'c' })).toEqual(unusable);
  const elsewhere = await bench.tickets.sign({
    tenantId: bench.ctx.tenantId,
    region: 'northeurope',
    expiresAt: bench.clock.now() + 1000,
  });
  expect(await bench.start({ ticket: elsewhere, correlationId: 'c' })).toEqual(unusable);
  bench.advance(7 * 24 * 3600_000);
  expect(await bench.start({ ticket: bench.ticket, correlationId: 'c' })).toEqual(unusable);
  expect(bench.kept.size).toBe(0);
});

it('[T4] the first consent settles the region, and no later link moves the tenant', async () => {
  const bench = await open();
  const linkTo = async (region: Region) =>
    bench.tickets.sign({
      tenantId: bench.ctx.tenantId,
      region,
      expiresAt: bench.clock.now() + 1000,
    });
  const consentBy = async (ticket: string) => {
    const begun = succeeded(await bench.start({ ticket, correlationId: 'c' }));
    const state = new URL(begun.redirectTo).searchParams.get('state') ?? '';
    const { answer } = await bench.begin();
    return bench.finish({ ...answer, state, cookie: begun.cookie });
  };
  const [first, second] = [await linkTo('westeurope'), await linkTo('germanywestcentral')];
  expect(await consentBy(first)).toEqual({ kind: 'set-up', company: expect.any(String), first: true });
  expect(await bench.tenantRegions.find(bench.ctx)).toBe('westeurope');
  expect(await consentBy(second)).toMatchObject({ kind: 'set-up', first: false, staysIn: 'westeurope' });
  expect(await bench.tenant()).toMatchObject({ region: 'westeurope' });
});

it('[T4] a consent that died after the region was settled is taken up in that region', async () => {
  const bench = await open();
  await bench.tenantRegions.settle(bench.ctx, 'westeurope');
  const { answer } = await bench.begin();
  expect(await bench.finish(answer)).toMatchObject({ kind: 'set-up', first: true });
  expect(await bench.tenant()).toMatchObject({ region: 'westeurope' });
});
