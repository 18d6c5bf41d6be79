/** What the administrators were told is so: the last word that was answered with success. Keyed by the history's names. */
export interface Truth {
  readonly sources: Map<number, string>;
  readonly shares: Map<string, TrueShare>;
  readonly imports: Map<string, TrueImport>;
  /** By company and user: how people look in Entra just now. */
  readonly people: Map<string, TruePerson>;
  /** Users' own contacts, by `company/user`: names. */
  readonly own: Map<string, readonly OwnContact[]>;
}

export interface TrueShare {
  readonly company: number;
  readonly id: string;
  readonly etag: string;
  /** What partners were given, the newest last. */
  readonly capabilities: readonly string[];
  /** Imports made with a capability before this one have lost the share. */
  readonly oldest: number;
  /** Numbers of users that are left out; everybody else is in. */
  readonly exclude: readonly number[];
  readonly revoked: boolean;
  /** Epoch ms from which it no longer counts. */
  readonly expiresAt?: number;
}

export interface TrueImport {
  readonly company: number;
  readonly share: string;
  /** Which of the share's capabilities it was made with. */
  readonly capability: number;
  readonly id: string;
  readonly users: readonly number[];
  readonly folder: 'own' | 'default';
  readonly deleted: boolean;
}

export interface TruePerson {
  readonly company: number;
  readonly user: number;
  readonly displayName: string;
  readonly mobile: string | null;
  readonly department: string | null;
}

export interface OwnContact {
  readonly id: string;
  readonly surname: string;
}

export const makeTruth = (): Truth => ({
  sources: new Map(),
  shares: new Map(),
  imports: new Map(),
  people: new Map(),
  own: new Map(),
});

export const personKey = (company: number, user: number): string => `${company}/${user}`;
