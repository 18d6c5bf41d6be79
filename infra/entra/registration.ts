import { signInCallback } from '../../functions/services/sign-in-callback.ts';
import { contactScopes } from '../../shared/adapters/entra/sign-in-url.ts';
import { allPermissions } from '../../shared/adapters/graph/permissions.ts';
import { type Role, userScope } from '../../shared/http/principal.ts';

export const graphAppId = '00000003-0000-0000-c000-000000000000';

export interface AppRole {
  readonly id: string;
  readonly value: string;
  readonly displayName: string;
  readonly description: string;
  readonly allowedMemberTypes: readonly ('User' | 'Application')[];
  readonly isEnabled: boolean;
}

export interface Scope {
  readonly id: string;
  readonly value: string;
  readonly type: 'User' | 'Admin';
  readonly isEnabled: boolean;
  readonly adminConsentDisplayName: string;
  readonly adminConsentDescription: string;
  readonly userConsentDisplayName: string;
  readonly userConsentDescription: string;
}

interface Access {
  readonly resourceAppId: string;
  readonly resourceAccess: readonly { readonly id: string; readonly type: 'Role' | 'Scope' }[];
}

/** The part of Graph's `application` that is ours to say. */
export interface Registration {
  readonly displayName: string;
  readonly signInAudience: string;
  readonly web: { readonly redirectUris: readonly string[] };
  readonly api: {
    readonly requestedAccessTokenVersion: number | null;
    readonly oauth2PermissionScopes: readonly Scope[];
  };
  readonly appRoles: readonly AppRole[];
  readonly requiredResourceAccess: readonly Access[];
  readonly identifierUris: readonly string[];
}

/** Of a resource's service principal: what can be asked of it. */
export interface Grantable {
  readonly appRoles: readonly { readonly id: string; readonly value: string | null }[];
  readonly oauth2PermissionScopes: readonly { readonly id: string; readonly value: string | null }[];
}

/** Ids are ours and never change: assignments of roles refer to them. */
const roles: Readonly<Record<Role, Omit<AppRole, 'value' | 'isEnabled'>>> = {
  Admin: {
    id: 'a6f5d0f1-8a0b-4a35-9a4e-0d5f6c1b2a01',
    displayName: 'Administrator',
    description: 'Manages sources, shares, imports and licences of the own company.',
    allowedMemberTypes: ['User', 'Application'],
  },
  PbxAdmin: {
    id: 'a6f5d0f1-8a0b-4a35-9a4e-0d5f6c1b2a02',
    displayName: 'Telephony administrator',
    description: 'Manages the telephone system of the own company.',
    allowedMemberTypes: ['User', 'Application'],
  },
  Reader: {
    id: 'a6f5d0f1-8a0b-4a35-9a4e-0d5f6c1b2a03',
    displayName: 'Reader',
    description: 'Sees what the own company has set up and how its runs went.',
    allowedMemberTypes: ['User', 'Application'],
  },
  Operator: {
    id: 'a6f5d0f1-8a0b-4a35-9a4e-0d5f6c1b2a04',
    displayName: 'Operator',
    description: 'Staff of the company that runs Switchboard. Counts in its own tenant alone.',
    allowedMemberTypes: ['User'],
  },
};

const scope: Scope = {
  id: 'a6f5d0f1-8a0b-4a35-9a4e-0d5f6c1b2a05',
  value: userScope,
  type: 'User',
  isEnabled: true,
  adminConsentDisplayName: 'Use Switchboard for the user who is signed in',
  adminConsentDescription: 'The client calls Switchboard with the rights of the user who is signed in.',
  userConsentDisplayName: 'Use Switchboard for you',
  userConsentDescription: 'The client calls Switchboard with your rights.',
};

const idOf = (offered: Grantable[keyof Grantable], value: string): string => {
  const found = offered.find((each) => each.value === value);
  if (found === undefined) throw new Error(`Microsoft Graph offers no ${value}`);
  return found.id;
};

export interface RegistrationInput {
  readonly environment: string;
  /** Of all stamps, without a slash at the end. */
  readonly publicUrls: readonly string[];
  readonly graph: Grantable;
  /** Undefined until Entra has given one. */
  readonly appId: string | undefined;
}

/**
 * Switchboard's registration as the code needs it: its own roles and scope, the permissions that its adapters use and no
 * other, the addresses that Entra may send browsers back to.
 */
export const desiredRegistration = (input: RegistrationInput): Registration => {
  const { environment, publicUrls, graph, appId } = input;
  const delegated = contactScopes.map((url) => url.slice(url.lastIndexOf('/') + 1));
  return {
    displayName: environment === 'prod' ? 'Switchboard' : `Switchboard (${environment})`,
    signInAudience: 'AzureADMultipleOrgs',
    web: {
      redirectUris: publicUrls.flatMap((publicUrl) => [
        `${publicUrl}/onboarding/callback`,
        signInCallback({ publicUrl }),
      ]),
    },
    api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [scope] },
    appRoles: Object.entries(roles).map(([value, role]) => ({ ...role, value, isEnabled: true })),
    requiredResourceAccess: [
      {
        resourceAppId: graphAppId,
        resourceAccess: [
          ...allPermissions.map((name) => ({ id: idOf(graph.appRoles, name), type: 'Role' as const })),
          ...delegated.map((name) => ({
            id: idOf(graph.oauth2PermissionScopes, name),
            type: 'Scope' as const,
          })),
        ],
      },
    ],
    identifierUris: appId === undefined ? [] : [`api://${appId}`],
  };
};
