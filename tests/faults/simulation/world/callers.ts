import type { Authenticate } from '../../../../shared/http/principal.ts';
import { tenantId } from '../../../../shared/kernel/ids.ts';
import { ok } from '../../../../shared/kernel/result.ts';

const administrator = 'ad000000-0000-4000-8000-000000000001';

/** `Bearer <tenant id>` is its administrator, `Bearer <tenant id> <object id>` a user without a role. */
export const makeAuthenticate = (): Authenticate => async (authorization) => {
  const [, tenant = '', user] = (authorization ?? '').split(' ');
  return ok({
    tenantId: tenantId(tenant),
    kind: 'user',
    oid: user ?? administrator,
    roles: user === undefined ? ['Admin'] : [],
    scopes: ['access_as_user'],
  });
};
