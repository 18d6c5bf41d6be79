import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { alpha, manualClock, startTestEntra, testApp } from './fixture.ts';
import type { EntraEmulator } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'entra-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hour = 3_600_000;
const kidsOf = async (entra: EntraEmulator): Promise<string[]> => {
  const answer = await fetch(`${entra.url}/${alpha.tenantId}/discovery/v2.0/keys`);
  return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
};

describe('the key set', () => {
  it('announces the next key, rotates after a day, and keeps the old key for another', async () => {
    const clock = manualClock();
    const entra = await startTestEntra({ clock });
    const [first, second] = await kidsOf(entra);
    clock.advance(23 * hour);
    const token = entra.admin.issueToken({ tenantId: alpha.tenantId, lifetimeSeconds: 20 * 3600 });
    clock.advance(hour);
    const rotated = await kidsOf(entra);
    expect(rotated).toHaveLength(3);
    expect(rotated.slice(0, 2)).toEqual([first, second]);
    expect(entra.verifyToken(token, testApp.clientId)).toMatchObject({ tid: alpha.tenantId });
    clock.advance(23 * hour);
    expect(await kidsOf(entra)).toContain(first);
    clock.advance(hour);
    expect(await kidsOf(entra)).not.toContain(first);
    await entra.close();
  });

  it('forgets the old key at once on demand', async () => {
    const entra = await startTestEntra({ clock: manualClock() });
    const token = entra.admin.issueToken({ tenantId: alpha.tenantId });
    entra.admin.rotateKeys({ forget: true });
    expect(entra.verifyToken(token, testApp.clientId)).toBe('invalid');
    await entra.close();
  });

  it('survives a restart, as consents, policies and settings do', async () => {
    const clock = manualClock();
    const stateFile = join(folder, 'entra.sqlite');
    const first = await startTestEntra({ clock, stateFile });
    first.admin.grantConsent(alpha.tenantId, ['User.Read.All']);
    first.admin.blockTenant(alpha.tenantId, 530003);
    first.admin.setTokenLifetime(120);
    const kids = await kidsOf(first);
    await first.close();

    const second = await startTestEntra({ clock, stateFile });
    expect(await kidsOf(second)).toEqual(kids);
    expect(await (await fetch(`${second.url}/_emulator/state`)).json()).toMatchObject({
      tokenLifetime: 120,
      tenants: [
        {
          servicePrincipal: { permissions: ['User.Read.All'], userConsent: true, withdrawn: false },
          policy: 530003,
        },
        { servicePrincipal: null, policy: null },
      ],
    });
    await second.close();
  });
});
