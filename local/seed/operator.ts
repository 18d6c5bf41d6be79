import type { SeedCompany } from './company.ts';

/**
 * Who runs Switchboard, as the sample settings name it (`SWITCHBOARD_ENTRA_OPERATOR_TENANT_ID`): a tenant for signing in
 * to the operator's routes. It is no customer, so it has no mailboxes.
 */
export const operatorCompany: SeedCompany = {
  tenantId: '0f0f0f0f-0000-4000-8000-000000000001',
  displayName: 'Switchboard Betrieb',
  domain: 'switchboard.example',
  countryLetterCode: 'DE',
  preferredLanguage: 'de',
  groups: [],
  users: [
    {
      id: '0f0f0f0f-0000-4000-8000-0000000000aa',
      userPrincipalName: 'operator@switchboard.example',
      mail: null,
      displayName: 'Otto Betrieb',
      givenName: 'Otto',
      surname: 'Betrieb',
      jobTitle: 'Betrieb',
      department: null,
      companyName: null,
      officeLocation: null,
      streetAddress: null,
      postalCode: null,
      city: null,
      state: null,
      country: null,
      businessPhones: [],
      mobilePhone: null,
      faxNumber: null,
      accountEnabled: true,
      hiddenFromAddressLists: false,
      managerId: null,
      hasMailbox: false,
      photo: null,
      appRoles: ['Operator'],
    },
  ],
};
