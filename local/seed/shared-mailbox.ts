import type { SeedContact, SeedUser } from './company.ts';
import { privateContact } from './outsiders.ts';
import type { CompanyPlan } from './plan.ts';

/** A shared mailbox's account is switched off, as this one is anyway. */
export const sharedMailboxPosition = 17;

/** The mailbox where the company keeps its telephone list: `telefonzentrale@` its domain. */
export const asSharedMailbox = (user: SeedUser, plan: CompanyPlan): SeedUser => ({
  ...user,
  userPrincipalName: `telefonzentrale@${plan.domain}`,
  mail: `telefonzentrale@${plan.domain}`,
  displayName: 'Telefonzentrale',
  givenName: null,
  surname: null,
  jobTitle: null,
});

const post = (displayName: string, numbers: Partial<SeedContact>): SeedContact => ({
  ...privateContact('', '', numbers),
  givenName: null,
  surname: null,
  displayName,
});

/** Functions that are nobody's account, a number of which nothing can be made, and a colleague whom Entra knows as well. */
export const sharedListOf = (users: readonly SeedUser[]): readonly SeedContact[] => {
  const colleague = users[7];
  return [
    post('Empfang', { businessPhones: ['089 / 99998-0'] }),
    post('Pforte Werk 2', { businessPhones: ['089 / 99998-402'] }),
    post('Bereitschaft Haustechnik', { mobilePhone: '0171 39200-93', businessPhones: ['089/99998-403'] }),
    post('Werkschutz', { businessPhones: ['intern 4711'] }),
    post('Störungsannahme Aufzug', { businessPhones: ['0221 4710-404'] }),
    privateContact(colleague?.givenName ?? '', colleague?.surname ?? '', {
      mobilePhone: colleague?.mobilePhone ?? null,
      emailAddresses: colleague?.mail ? [{ address: colleague.mail, name: colleague.displayName }] : [],
    }),
  ];
};

/** What lies in a folder of its own. */
export const sharedFolderOf = (): Readonly<Record<string, readonly SeedContact[]>> => ({
  Lieferanten: [
    privateContact('Beate', 'Stahl', {
      companyName: 'Stahlhandel Groß KG',
      businessPhones: ['0221 4710-101'],
      emailAddresses: [{ address: 'beate.stahl@partner.example', name: 'Beate Stahl' }],
    }),
    privateContact('Wolfgang', 'Zöllner', {
      companyName: 'Zollagentur Zöllner',
      businessPhones: ['069 90009-111'],
      mobilePhone: '0171 3920091',
    }),
    post('Kantinenbelieferung', { businessPhones: ['siehe Aushang'] }),
  ],
});
