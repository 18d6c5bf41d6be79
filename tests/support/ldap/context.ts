import { tenantId } from '../../../shared/kernel/ids.ts';
import { systemContext } from '../../../shared/kernel/tenant-context.ts';

/** Who reads directories in tests. */
export const ctx = systemContext(tenantId('11111111-1111-4111-8111-111111111111'), 'ldap');
