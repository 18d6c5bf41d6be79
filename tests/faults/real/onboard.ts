import { type Clock, toIso } from '../../../shared/kernel/clock.ts';
import { tenantId } from '../../../shared/kernel/ids.ts';
import { systemContext } from '../../../shared/kernel/tenant-context.ts';
import { requiredPermissions } from '../../../shared/tenants/permissions.ts';
import type { ComposedApp } from '../../support/composed-app.ts';

/** A company with all consents. */
export const onboardTenant = async (
  { stores }: ComposedApp,
  clock: Clock,
  id: string,
  displayName: string,
): Promise<void> => {
  const ctx = systemContext(tenantId(id), 'onboarding');
  await stores.commit(ctx, [
    stores.tenants.inserted(ctx, {
      tenantId: ctx.tenantId,
      displayName,
      defaultDomain: `${id.slice(0, 8)}.example`,
      countryCode: 'DE',
      language: 'de',
      timeZone: 'Europe/Berlin',
      region: 'germanywestcentral',
      state: 'active',
      permissions: [...requiredPermissions],
      consentedAt: toIso(clock.now()),
      notificationAddress: 'it@firma.example',
    }),
  ]);
};
