import { expect, it } from 'vitest';
import { tenantId } from '../../kernel/ids.ts';
import { adminConsentUrl } from './consent-url.ts';

it('[T2] the consent link names tenant, app, everything it asks for, the way back and the state', () => {
  const link = adminConsentUrl(
    {
      consentUrl: 'https://login.microsoftonline.com',
      clientId: 'client',
      redirectUri: 'https://api.switchboard.example/v1/consent',
    },
    tenantId('AAAAAAAA-0000-4000-8000-000000000000'),
    'state&more',
  );
  expect(link).toBe(
    'https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000000/v2.0/adminconsent?client_id=client' +
      '&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default' +
      '&redirect_uri=https%3A%2F%2Fapi.switchboard.example%2Fv1%2Fconsent&state=state%26more',
  );
});
