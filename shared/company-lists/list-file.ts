import type { UnjudgedDetails } from '../contacts/vcard/read-vcards.ts';

/** An entry of a file, not yet judged. */
export interface FileRow {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly id?: string;
  readonly contact: UnjudgedDetails;
  /** What the file calls a place of the contact (`emails/0`, `businessAddress/city`); undefined where it has no word for it. */
  readonly nameOf: (path: string) => string | undefined;
}

/** What is wrong with a file, and where; never the value itself. `rule` names a text of messages.ts. */
export interface FileError {
  readonly line: number;
  /** As the file calls it. */
  readonly field?: string;
  readonly rule: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export interface FileRead {
  readonly rows: readonly FileRow[];
  readonly errors: readonly FileError[];
  /** Headings that mean nothing here. */
  readonly ignored: readonly string[];
}
