import type { Authenticate } from '../../../../shared/http/principal.ts';
import { tenantId } from '../../../../shared/kernel/ids.ts';
import { ok } from '../../../../shared/kernel/result.ts';

const administrator = 'ad000000-0000-4000-8000-000000000001';
const operatorsStaff = '0f0f0f0f-0000-4000-8000-0000000000aa';

/** The authorization of the operator's staff. */
export const asOperator = 'Operator';

/** `Bearer <tenant id>` is its administrator, `Bearer <tenant id> <object id>` a user without a role. */
export const makeAuthenticate =
  (operatorTenantId = ''): Authenticate =>
  async (authorization) => {
    const [scheme, tenant = '', user] = (authorization ?? '').split(' ');
    const isOperator = scheme === asOperator;
    return ok({
      tenantId: tenantId(isOperator ? operatorTenantId : tenant),
      kind: 'user',
      oid: isOperator ? operatorsStaff : (user ?? administrator),
      roles: isOperator ? ['Operator'] : user === undefined ? ['Admin'] : [],
      scopes: ['access_as_user'],
    });
  };
