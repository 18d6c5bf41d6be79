import type { Authenticate } from '../../../../shared/http/principal.ts';
import { tenantId } from '../../../../shared/kernel/ids.ts';
import { ok } from '../../../../shared/kernel/result.ts';

const oid = 'ad000000-0000-4000-8000-000000000001';

export const makeAuthenticate = (): Authenticate => async (authorization) =>
  ok({
    tenantId: tenantId((authorization ?? '').slice('Bearer '.length)),
    kind: 'user',
    oid,
    roles: ['Admin'],
    scopes: ['access_as_user'],
  });
