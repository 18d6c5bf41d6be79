import type { Change } from '../kernel/commit.ts';
import type { ActChange } from './act.ts';
import type { Description } from './description.ts';

/** What an audited store knows of a change that it made. */
export interface Note {
  readonly subject: string;
  readonly subjectId: string;
  readonly effect: ActChange['effect'];
  /** Undefined: the row is no longer as the change expects it, so the commit will be refused. */
  before(): Promise<Description | undefined>;
  readonly after: Description;
  /** Told the new ETag once the commit is done. */
  committed(etag: string): void;
}

/** Notes by the change that they belong to; a change that is never committed takes its note along. */
export type Notes = WeakMap<Change, Note>;
