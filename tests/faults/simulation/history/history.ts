import type { PlannedFault } from '../faults/fault.ts';
import type { AppTermsAct } from './app-terms.ts';
import type { ListAct } from './lists.ts';
import type { OperatorAct } from './operators.ts';
import type { ShoppingAct } from './shoppers.ts';
import type { AppPlan, Subscribed } from './subscribed.ts';
import type { TakeOutAct } from './take-out.ts';

/**
 * What is done in a history, in few numbers: indices are taken modulo what there is, so that a history stays a history
 * when commands are dropped from it.
 */
export type Act =
  | ListAct
  | ShoppingAct
  | OperatorAct
  | AppTermsAct
  | TakeOutAct
  | {
      readonly kind: 'create-share';
      readonly company: number;
      readonly name: string;
      /** Beside Entra's people, the company's contacts in Exchange and those of a user's mailbox. */
      readonly beside?: { readonly mailboxOf: number };
      /** And the company's own list. */
      readonly list?: true;
    }
  | {
      readonly kind: 'create-import';
      readonly company: number;
      readonly name: string;
      readonly share: string;
      readonly users: readonly number[];
      readonly folder: 'own' | 'default';
      /** Beside these users, the members of its company's group. */
      readonly group?: true;
    }
  | { readonly kind: 'change-targets'; readonly import: string; readonly users: readonly number[] }
  | { readonly kind: 'delete-import'; readonly import: string }
  | { readonly kind: 'run-now'; readonly import: string }
  | { readonly kind: 'pause'; readonly import: string }
  | { readonly kind: 'resume'; readonly import: string }
  | { readonly kind: 'preview'; readonly import: string }
  /** Whatever the import holds back at this moment. */
  | { readonly kind: 'confirm'; readonly import: string }
  | {
      readonly kind: 'book';
      readonly company: number;
      readonly held: number;
      readonly acceptPause: boolean;
      /** On the customer's behalf. */
      readonly by?: 'operator';
    }
  | {
      readonly kind: 'subscribe';
      readonly company: number;
      readonly plan: AppPlan;
      readonly quantity: number;
    }
  /** Of the app's subscription that runs at this moment. */
  | {
      readonly kind: 'change-subscription';
      readonly company: number;
      readonly plan?: AppPlan;
      readonly quantity?: number;
      readonly cancelled?: boolean;
    }
  | { readonly kind: 'take-seat'; readonly company: number; readonly user: number }
  | { readonly kind: 'give-seat-back'; readonly company: number; readonly user: number }
  /** To himself, too: that is refused. */
  | {
      readonly kind: 'reassign-seat';
      readonly company: number;
      readonly user: number;
      readonly to: number;
    }
  /** And nobody enrols with it any more, as this user tries to; the next one is made when it is needed. */
  | { readonly kind: 'revoke-token'; readonly company: number; readonly user: number }
  | { readonly kind: 'leave'; readonly company: number }
  | { readonly kind: 'stay'; readonly company: number }
  /** At Entra, where nobody tells us; given again after a while. */
  | {
      readonly kind: 'consent-lost';
      readonly company: number;
      readonly how: 'withdrawn' | 'blocked';
      readonly afterMs: number;
    }
  | { readonly kind: 'group-changes'; readonly company: number; readonly users: readonly number[] }
  | { readonly kind: 'exclude'; readonly share: string; readonly users: readonly number[] }
  | { readonly kind: 'revoke'; readonly share: string }
  | { readonly kind: 'rotate'; readonly share: string; readonly endImports: boolean }
  | { readonly kind: 'expire'; readonly share: string; readonly afterMs: number }
  | { readonly kind: 'refresh'; readonly company: number }
  /** Everybody, or nobody any more, finds the company's people in the app. */
  | { readonly kind: 'open-to-app'; readonly company: number; readonly who: 'everyone' | 'none' }
  /** Asks for another company's import and share by their ids. */
  | { readonly kind: 'pry'; readonly company: number }
  | {
      readonly kind: 'person-changes';
      readonly company: number;
      readonly user: number;
      readonly variant: number;
    }
  | { readonly kind: 'person-leaves'; readonly company: number; readonly user: number }
  | { readonly kind: 'person-joins'; readonly company: number; readonly user: number }
  | { readonly kind: 'contact-deleted'; readonly import: string; readonly user: number; readonly nth: number }
  | { readonly kind: 'contact-edited'; readonly import: string; readonly user: number; readonly nth: number }
  | { readonly kind: 'contact-moved'; readonly import: string; readonly user: number; readonly nth: number }
  | { readonly kind: 'contact-added'; readonly import: string; readonly user: number }
  | { readonly kind: 'folder-deleted'; readonly import: string; readonly user: number }
  | { readonly kind: 'links-expire'; readonly company: number };

export interface Command {
  /** Milliseconds after the history's begin. */
  readonly at: number;
  readonly act: Act;
}

/** A company that has imported before. */
export interface Licences {
  readonly held: number;
  /** Milliseconds after the history's begin; negative: it is over. */
  readonly trialEndsAfterMs: number;
}

export interface History {
  readonly seed: number;
  /** RFC 3339. */
  readonly start: string;
  readonly companies: number;
  /** In each company. */
  readonly people: number;
  /** By company; one without is new here, and its trial outlasts the history. */
  readonly licences?: readonly (Licences | null)[];
  /** By company; one without has never subscribed to the app. */
  readonly subscribed?: readonly (Subscribed | null)[];
  readonly commands: readonly Command[];
  readonly faults: readonly PlannedFault[];
}
