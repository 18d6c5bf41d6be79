import type { AccessBlocked, ConsentRequired } from '../kernel/failures.ts';
import type { Language } from '../kernel/tenant-context.ts';
import { requiredPermissions } from '../tenants/permissions.ts';
import type { SourceKind } from './source-settings.ts';

interface KindOfSource {
  /** [S0] What a source is called where the administrator gives no name. */
  readonly names: Readonly<Record<Language, string>>;
  /** [T2] Application permissions that the tenant must grant before a source of this kind works. */
  readonly permissions: readonly string[];
  readonly hasPhotos: boolean;
  /** `by-hand`: its contacts are typed in or loaded, there is nothing to refresh. */
  readonly kept: 'by-reading' | 'by-hand';
  /** Whether a password goes with its settings; it rests in the vault alone. */
  readonly hasPassword: boolean;
  /** [S4] Whether a user has to sign in before it can be read: it is his alone, and nothing is held by his not doing so. */
  readonly hasSignIn?: true;
}

const named = (name: string) => ({ de: name, en: name });

export const sourceKindTable: Readonly<Record<SourceKind, KindOfSource>> = {
  'entra-id': {
    names: named('Microsoft Entra ID'),
    permissions: ['User.Read.All'],
    hasPhotos: true,
    kept: 'by-reading',
    hasPassword: false,
  },
  'active-directory': {
    names: named('Active Directory'),
    permissions: [],
    hasPhotos: true,
    kept: 'by-reading',
    hasPassword: true,
  },
  'dynamics-365': {
    names: named('Dynamics 365'),
    permissions: [],
    hasPhotos: true,
    kept: 'by-reading',
    hasPassword: false,
  },
  'office-365': {
    names: { de: 'Persönliche Kontakte (Office 365)', en: 'Personal contacts (Office 365)' },
    permissions: [],
    hasPhotos: true,
    kept: 'by-reading',
    hasPassword: false,
    hasSignIn: true,
  },
  'exchange-online': {
    names: { de: 'Firmenkontakte (Exchange Online)', en: 'Company contacts (Exchange Online)' },
    permissions: ['OrgContact.Read.All', 'User.Read.All', 'Organization.Read.All'],
    hasPhotos: false,
    kept: 'by-reading',
    hasPassword: false,
  },
  'company-list': {
    names: { de: 'Firmenliste', en: 'Company list' },
    permissions: [],
    hasPhotos: false,
    kept: 'by-hand',
    hasPassword: false,
  },
  'shared-mailbox': {
    names: { de: 'Freigegebenes Postfach', en: 'Shared mailbox' },
    permissions: ['Contacts.ReadWrite', 'User.Read.All'],
    hasPhotos: true,
    kept: 'by-reading',
    hasPassword: false,
  },
};

/**
 * Whether a refusal that a source met is one of our access to the whole company, which imports are held by: what only this
 * kind needs, or the sign-in of one user, is the source's own affair.
 */
export const losesAccess = (kind: SourceKind, refusal: ConsentRequired | AccessBlocked): boolean => {
  const { permissions } = sourceKindTable[kind];
  const everyones: readonly string[] = requiredPermissions;
  if (!permissions.some((permission) => everyones.includes(permission))) return false;
  return (
    refusal.type === 'access-blocked' ||
    refusal.missingPermissions.some((permission) => everyones.includes(permission))
  );
};
