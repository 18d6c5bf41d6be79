import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tenantStates } from '../tenants/tenant.ts';
import { heldConflict, holdReasons, holdsOf } from './holds.ts';

const active = { state: 'active' } as const;
const paused = { state: 'active', pausedAt: '2026-11-23T12:00:00.000Z' } as const;

describe('[L11][T6] what holds an import', () => {
  it('is nothing while its company is active, its licences suffice and nobody has paused it', () => {
    expect(holdsOf(active, 'active', undefined)).toEqual([]);
  });

  it.each([
    ['its administrator', paused, 'active', undefined, ['administrator']],
    ['a consent that was withdrawn', active, 'consent-lost', undefined, ['consent-lost']],
    ['a policy', active, 'access-blocked', undefined, ['access-blocked']],
    ['the company’s departure', active, 'leaving', undefined, ['leaving']],
    ['the company’s erasure', active, 'erasing', undefined, ['leaving']],
    ['too few licences', active, 'active', 'licences-short', ['licences-short']],
    ['the end of the trial', active, 'active', 'trial-ended', ['trial-ended']],
    [
      'several things, the most pressing first',
      paused,
      'consent-lost',
      'trial-ended',
      ['consent-lost', 'administrator', 'trial-ended'],
    ],
  ] as const)('can be %s', (_, imported, tenant, licences, holds) => {
    expect(holdsOf(imported, tenant, licences)).toEqual(holds);
  });

  it('keeps a deletion only where nobody lets us into the mailboxes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...tenantStates),
        fc.constantFrom(undefined, 'licences-short', 'trial-ended'),
        (tenant, licences) => {
          const holds = holdsOf({ ...paused, state: 'deleting' }, tenant, licences);
          expect(holds).toEqual(tenant === 'consent-lost' || tenant === 'access-blocked' ? [tenant] : []);
        },
      ),
    );
  });

  it('is told to whoever asks for a run, the most pressing reason', () => {
    expect(heldConflict([])).toBeUndefined();
    for (const reason of holdReasons) {
      expect(heldConflict([reason, 'licences-short'])).toEqual({
        type: 'conflict',
        reason: `held-${reason}`,
      });
    }
  });
});
