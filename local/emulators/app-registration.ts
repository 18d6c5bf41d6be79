import { allPermissions } from '../../shared/adapters/graph/permissions.ts';
import { organisations } from '../seed/organisations.ts';
import type { EntraApp } from './entra/app.ts';
import type { Credentials } from './stack-credentials.ts';
import type { StackPlan } from './stack-protocol.ts';

/** Switchboard's registration at the emulated Entra, as the deployment's script makes it at the real one. */
export const entraApp = (plan: StackPlan, credentials: Credentials): EntraApp => ({
  clientId: plan.clientId,
  displayName: 'Switchboard',
  certificate: credentials.certificate,
  redirectUris: ['http://localhost', `${plan.publicUrl}/`],
  webRedirectUris: [`${plan.publicUrl}/onboarding/callback`, `${plan.publicUrl}/sign-in/callback`],
  appIdUri: `api://${plan.clientId}`,
  appRoles: ['Admin', 'PbxAdmin', 'Reader', 'Operator'],
  requiredPermissions: { graph: allPermissions },
  delegatedPermissions: ['Contacts.Read'],
  resources: organisations.map(({ tenantId, host }) => ({ tenantId, uri: `https://${host}` })),
});
