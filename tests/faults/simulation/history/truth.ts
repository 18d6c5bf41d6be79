import type { TrueList } from './lists.ts';

/** What the administrators were told is so: the last word that was answered with success. Keyed by the history's names. */
export interface Truth {
  readonly sources: Map<number, readonly string[]>;
  readonly shares: Map<string, TrueShare>;
  /** By company: its own list. */
  readonly lists: Map<number, TrueList>;
  readonly imports: Map<string, TrueImport>;
  /** By company and user: how people look in Entra just now. */
  readonly people: Map<string, TruePerson>;
  /** Users' own contacts, by `company/user`: names. */
  readonly own: Map<string, readonly OwnContact[]>;
  /** By company: users in its group. */
  readonly groups: Map<number, readonly number[]>;
  /** By company: the app's subscription that it last spoke of. */
  readonly subscribed: Map<number, { readonly id: string; readonly cancelled: boolean }>;
  /** Ids of subscriptions of the app that were concluded. */
  readonly concluded: Set<string>;
  /** Users with a seat, by `company/user`. */
  readonly seats: Set<string>;
  /** Those of whom a request that was refused had been made before without an answer: that one may find a seat yet. */
  readonly seatsInDoubt: Set<string>;
  /** By company: what the operator gave back of its statements. */
  readonly corrected: Map<number, readonly TrueCorrection[]>;
  /** Dead letters that were sent again or given up for good, as `queue/number`. */
  readonly tended: Set<string>;
  /** By company: what was agreed with it about the app. */
  readonly contracts: Map<number, { readonly isOver: boolean }>;
  readonly brands: Map<number, TrueBrand>;
  /** References of what users have bought in stores, by `company/user`. */
  readonly bought: Map<string, readonly string[]>;
  /** Of these, those that were taken. */
  readonly handedIn: Set<string>;
  /** Companies that leave, or are gone. */
  readonly left: Set<number>;
  /** Runs that an administrator let delete what was held back. */
  readonly confirmed: Set<string>;
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
  /** Whose own contacts are in it, too, with the company's contacts in Exchange. */
  readonly beside?: { readonly mailboxOf: number };
  /** Everybody of the company's own list, too. */
  readonly list?: true;
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
  /** The members of its company's group as well. */
  readonly group: boolean;
  readonly folder: 'own' | 'default';
  readonly deleted: boolean;
  readonly paused: boolean;
}

export interface TruePerson {
  readonly company: number;
  readonly user: number;
  readonly displayName: string;
  readonly mobile: string | null;
  readonly department: string | null;
}

export interface TrueCorrection {
  /** Of the statement that gives back. */
  readonly sequence: number;
  readonly corrects: number;
  readonly line: number;
  /** Net, in cents. */
  readonly amount: number;
}

export interface TrueBrand {
  readonly name: string;
  /** In pixels; absent: no logo. */
  readonly logoWidth?: number;
}

export interface OwnContact {
  readonly id: string;
  readonly surname: string;
}

export const makeTruth = (): Truth => ({
  sources: new Map(),
  shares: new Map(),
  lists: new Map(),
  imports: new Map(),
  people: new Map(),
  own: new Map(),
  groups: new Map(),
  subscribed: new Map(),
  concluded: new Set(),
  seats: new Set(),
  seatsInDoubt: new Set(),
  corrected: new Map(),
  tended: new Set(),
  contracts: new Map(),
  brands: new Map(),
  bought: new Map(),
  handedIn: new Set(),
  left: new Set(),
  confirmed: new Set(),
});

/** Users whose mailboxes an import fills at this moment, each once. */
export const targetsOf = ({ groups }: Truth, { company, users, group }: TrueImport): readonly number[] =>
  group ? [...new Set([...users, ...(groups.get(company) ?? [])])].sort((a, b) => a - b) : users;

export const personKey = (company: number, user: number): string => `${company}/${user}`;
