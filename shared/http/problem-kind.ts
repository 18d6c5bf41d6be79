import type { FailureOf, FailureType } from '../kernel/failures.ts';
import type { Language } from '../kernel/tenant-context.ts';
import type { HeaderFields } from './exchange.ts';
import type { Texts } from './language.ts';

/** A bug of ours; whatever is thrown ends as this. */
export type InternalError = { readonly type: 'internal-error' };
export type ProblemType = FailureType | InternalError['type'];
export type ProblemOf<T extends ProblemType> = T extends FailureType ? FailureOf<T> : InternalError;

export interface ProblemKind<T extends ProblemType> {
  readonly status: number;
  readonly title: Texts;
  /** What it means and the way out; the `detail` too, unless the failure's data say more. */
  readonly meaning: Texts;
  readonly detail?: (problem: ProblemOf<T>) => Texts;
  /** Typed members beside those of RFC 9457. */
  readonly extras?: (problem: ProblemOf<T>, language: Language) => Readonly<Record<string, unknown>>;
  readonly headers?: (problem: ProblemOf<T>) => HeaderFields;
  /** For the API description. */
  readonly example: ProblemOf<T>;
}
