import type { AppRole, Registration, Scope } from './registration.ts';

/** One request to Microsoft Graph v1.0, and why. */
export interface Step {
  readonly why: string;
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Found {
  /** Undefined where there is no registration of this name. */
  readonly application: (Registration & { readonly appId: string }) | undefined;
  /** Whether it can be used in the operator's own tenant. */
  readonly hasServicePrincipal: boolean;
}

/**
 * What is left to do until Entra holds what is desired: no step where it does. Repeatable: a step that was carried out and
 * whose answer was lost is not planned again. A role or scope that the code no longer knows is turned off, not removed:
 * Entra demands the one before the other, and people may still hold it.
 */
export const planRegistration = (
  uniqueName: string,
  desired: Registration,
  found: Found,
): readonly Step[] => {
  const path = `/applications(uniqueName='${uniqueName}')`;
  const { application, hasServicePrincipal } = found;
  if (application === undefined) {
    const { identifierUris: _needsTheId, ...body } = desired;
    const headers = { prefer: 'create-if-missing' };
    return [{ why: 'there is no registration yet', method: 'PATCH', path, headers, body }];
  }
  const wanted: Registration = {
    ...desired,
    appRoles: withFormer(desired.appRoles, application.appRoles),
    api: {
      ...desired.api,
      oauth2PermissionScopes: withFormer(
        desired.api.oauth2PermissionScopes,
        application.api.oauth2PermissionScopes,
      ),
    },
  };
  const keys = Object.keys(wanted) as (keyof Registration)[];
  const differing = keys.filter((key) => !holds(application[key], wanted[key]));
  const change: readonly Step[] = differing.map((key) => ({
    why: `${key} differs`,
    method: 'PATCH',
    path,
    body: { [key]: wanted[key] },
  }));
  const body = { appId: application.appId };
  const principal = { why: 'it is not in the own tenant yet', path: '/servicePrincipals', body };
  return hasServicePrincipal ? change : [...change, { ...principal, method: 'POST' }];
};

const withFormer = <T extends AppRole | Scope>(desired: readonly T[], found: readonly T[]): readonly T[] => {
  const ids = new Set(desired.map(({ id }) => id));
  return [
    ...desired,
    ...found.filter(({ id }) => !ids.has(id)).map((former) => ({ ...former, isEnabled: false })),
  ];
};

/** Whether what was found says all that is wanted; it may say more, and lists in another order. */
const holds = (found: unknown, wanted: unknown): boolean => {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      found.length === wanted.length &&
      wanted.every((each) => found.some((other) => holds(other, each)))
    );
  }
  if (typeof wanted === 'object' && wanted !== null) {
    return (
      typeof found === 'object' &&
      found !== null &&
      Object.entries(wanted).every(([key, value]) => holds((found as Record<string, unknown>)[key], value))
    );
  }
  return found === wanted;
};
