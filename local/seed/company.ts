/** The shape of a seeded company: what the Graph emulator serves as its directory and the Entra emulator as its sign-in. */
export interface SeedCompany {
  /** Entra tenant id, a GUID. */
  readonly tenantId: string;
  readonly displayName: string;
  /** Verified default domain, e.g. `mueller.example`. */
  readonly domain: string;
  /** ISO 3166-1 alpha-2, as Graph's `organization.countryLetterCode`. */
  readonly countryLetterCode: string;
  readonly preferredLanguage: 'de' | 'en';
  readonly users: readonly SeedUser[];
  readonly groups: readonly SeedGroup[];
  /** The organisation's mail contacts (Graph's orgContact): customers and suppliers in the address list. */
  readonly orgContacts?: readonly SeedOrgContact[];
  /** What users keep in the default contact folder of their own mailbox, by user id. */
  readonly personalContacts?: Readonly<Record<string, readonly SeedContact[]>>;
  /** What lies in folders below it, by user id and name of the folder. */
  readonly contactFolders?: Readonly<Record<string, Readonly<Record<string, readonly SeedContact[]>>>>;
}

export interface SeedUser {
  /** Entra object id, a GUID. */
  readonly id: string;
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly displayName: string;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly companyName: string | null;
  readonly officeLocation: string | null;
  readonly streetAddress: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string | null;
  /** At most one entry, as Entra keeps it. As people type it. */
  readonly businessPhones: readonly string[];
  readonly mobilePhone: string | null;
  readonly faxNumber: string | null;
  readonly accountEnabled: boolean;
  /** Exchange's "hide from address lists", Graph's `showInAddressList` negated. */
  readonly hiddenFromAddressLists: boolean;
  readonly managerId: string | null;
  /** Has a mailbox; without one Graph answers MailboxNotEnabledForRESTAPI. */
  readonly hasMailbox: boolean;
  /** A small JPEG or PNG, base64; null without a photo. */
  readonly photo: string | null;
  /** The app roles of Switchboard that this user holds, e.g. ['Admin']. */
  readonly appRoles: readonly string[];
}

export interface SeedGroup {
  readonly id: string;
  readonly displayName: string;
  readonly mailNickname: string;
  /** User or group object ids: groups may nest. */
  readonly memberIds: readonly string[];
}

export interface SeedOrgContact {
  /** A GUID. */
  readonly id: string;
  readonly displayName: string;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly companyName: string | null;
  readonly department: string | null;
  readonly jobTitle: string | null;
  readonly mail: string | null;
  readonly businessPhone: string | null;
  readonly mobilePhone: string | null;
  readonly faxNumber: string | null;
  readonly streetAddress: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly country: string | null;
}

/** A user's own contact, in Graph's words. */
export interface SeedContact {
  /** Without it Outlook makes one of the names. */
  readonly displayName?: string;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly companyName: string | null;
  readonly businessPhones: readonly string[];
  readonly homePhones: readonly string[];
  readonly mobilePhone: string | null;
  readonly emailAddresses: readonly { readonly address: string; readonly name: string }[];
  readonly personalNotes: string | null;
}
