/** What a seeded company looks like before its people are made. */
export interface CompanyPlan {
  readonly tenantId: string;
  /** Two hexadecimal digits that the ids of this company's users and groups begin with. */
  readonly idPrefix: string;
  readonly displayName: string;
  readonly domain: string;
  readonly streetAddress: string;
  readonly postalCode: string;
  readonly city: string;
  readonly state: string;
  /** Area code without its zero, and head number without the direct number. */
  readonly area: string;
  readonly head: string;
  /** International prefix of mobile numbers; two digits follow. */
  readonly mobile: string;
  /** Where in the table of spellings this company's people begin. */
  readonly firstSpelling: number;
  readonly boss: string;
  readonly departments: readonly DepartmentPlan[];
}

export interface DepartmentPlan {
  readonly name: string;
  readonly mailNickname: string;
  readonly jobTitle: string;
  readonly people: number;
  /** Departments within it: as groups they nest, and their heads report to this one's. */
  readonly within?: readonly DepartmentPlan[];
}

/** Three accounts with fixed names (admin, reader, user), the boss, and the departments: 120 people. */
export const muellerPlan: CompanyPlan = {
  tenantId: '11111111-1111-4111-8111-111111111111',
  idPrefix: '1a',
  displayName: 'Müller Maschinenbau AG',
  domain: 'mueller-maschinenbau.example',
  streetAddress: 'Gießereistraße 12',
  postalCode: '81673',
  city: 'München',
  state: 'Bayern',
  area: '89',
  head: '99998',
  mobile: '+49 1511 99998',
  firstSpelling: 0,
  boss: 'Vorstandsvorsitz',
  departments: [
    {
      name: 'Vertrieb',
      mailNickname: 'vertrieb',
      jobTitle: 'Vertriebsleitung',
      people: 4,
      within: [
        { name: 'Vertrieb Nord', mailNickname: 'vertrieb-nord', jobTitle: 'Kundenberatung', people: 14 },
        { name: 'Vertrieb Süd', mailNickname: 'vertrieb-sued', jobTitle: 'Kundenberatung', people: 14 },
      ],
    },
    { name: 'Konstruktion', mailNickname: 'konstruktion', jobTitle: 'Konstruktion', people: 20 },
    {
      name: 'Fertigung',
      mailNickname: 'fertigung',
      jobTitle: 'Schichtleitung',
      people: 16,
      within: [{ name: 'Qualitätssicherung', mailNickname: 'qs', jobTitle: 'Prüfung', people: 10 }],
    },
    { name: 'Einkauf', mailNickname: 'einkauf', jobTitle: 'Einkauf', people: 10 },
    { name: 'Buchhaltung', mailNickname: 'buchhaltung', jobTitle: 'Buchhaltung', people: 10 },
    { name: 'Personal', mailNickname: 'personal', jobTitle: 'Personalreferat', people: 6 },
    { name: 'IT', mailNickname: 'it', jobTitle: 'Systemverwaltung', people: 12 },
  ],
};

/** Three accounts with fixed names, the boss, and the departments: 60 people. */
export const nordwindPlan: CompanyPlan = {
  tenantId: '22222222-2222-4222-8222-222222222222',
  idPrefix: '2b',
  displayName: 'Nordwind Logistik GmbH',
  domain: 'nordwind-logistik.example',
  streetAddress: 'Am Containerbahnhof 3',
  postalCode: '20457',
  city: 'Hamburg',
  state: 'Hamburg',
  area: '40',
  head: '66969',
  mobile: '+49 171 39200',
  firstSpelling: 26,
  boss: 'Geschäftsführung',
  departments: [
    {
      name: 'Disposition',
      mailNickname: 'disposition',
      jobTitle: 'Disposition',
      people: 6,
      within: [
        { name: 'Fernverkehr', mailNickname: 'fernverkehr', jobTitle: 'Fahrdienst', people: 16 },
        { name: 'Nahverkehr', mailNickname: 'nahverkehr', jobTitle: 'Fahrdienst', people: 12 },
      ],
    },
    { name: 'Lager', mailNickname: 'lager', jobTitle: 'Lagerlogistik', people: 12 },
    { name: 'Zoll & Ausfuhr', mailNickname: 'zoll', jobTitle: 'Zollsachbearbeitung', people: 5 },
    { name: 'Verwaltung', mailNickname: 'verwaltung', jobTitle: 'Sachbearbeitung', people: 5 },
  ],
};
