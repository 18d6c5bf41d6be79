import { qualityOf } from '../contacts/quality.ts';
import { readVcards } from '../contacts/vcard/read-vcards.ts';
import {
  type Conflict,
  conflict,
  type FieldProblem,
  type Invalid,
  invalid,
  type NotFound,
} from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { changesBetween, type EditList, type ListNow } from './edit-list.ts';
import { judgeFile } from './judge-file.ts';
import { mostEntries } from './list-entry.ts';
import type { FileError, FileRead } from './list-file.ts';
import { type PlannedLoad, planLoad } from './plan-load.ts';
import { readCsv } from './read-csv.ts';

export interface LoadInput {
  readonly format: 'csv' | 'vcard';
  readonly text: string;
  readonly mode: 'merge' | 'replace';
  readonly dryRun: boolean;
}

/** What a load did, or would do. Counts of the list are those after it. */
export interface LoadDone {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly repeated: number;
  readonly contacts: number;
  readonly withoutNumber: number;
  readonly unusableNumbers: number;
  readonly ignoredColumns: readonly string[];
}

const mostErrors = 100;
const mostIgnored = 100;

/** [S10] Loads a file, whole or not at all: where one row breaks a rule nothing is changed, and every error is answered. */
export const makeLoadList =
  ({ editList }: { readonly editList: EditList }) =>
  async (
    ctx: TenantContext,
    sourceId: string,
    { format, text, mode, dryRun }: LoadInput,
  ): Promise<Result<LoadDone, NotFound | Conflict | Invalid>> => {
    const file = format === 'csv' ? readCsv(text) : readCards(text);
    const { given, errors } = judgeFile(file, sourceId);
    return editList<LoadDone, Conflict | Invalid>(ctx, sourceId, (now) => {
      const { entries: before, countryCode } = now;
      if (errors.length > 0) return err(invalid(...toProblems(errors)));
      const planned = planLoad(given, { sourceId, entries: before, countryCode }, mode);
      const barred = erasedIn(planned, now);
      if (barred.length > 0) return err(invalid(...toProblems(barred)));
      if (planned.entries.size > mostEntries) return err(conflict('list-full'));
      const { created, changed, removed } = changesBetween(before, planned.entries);
      const quality = qualityOf(planned.entries.values());
      const outcome: LoadDone = {
        created,
        updated: changed,
        unchanged: planned.unchanged,
        removed,
        repeated: planned.repeated,
        contacts: quality.people,
        withoutNumber: quality.withoutNumber,
        unusableNumbers: Object.values(quality.unusable).reduce((sum, count) => sum + count, 0),
        ignoredColumns: file.ignored.slice(0, mostIgnored),
      };
      const isSame = created + changed + removed === 0;
      return ok(dryRun || isSame ? { outcome } : { outcome, entries: planned.entries });
    });
  };

/** [T5] A line for each erased person whom the file would bring back. */
const erasedIn = ({ entries, lines }: PlannedLoad, { isErased }: ListNow): readonly FileError[] =>
  [...lines].flatMap(([key, line]) => {
    const entry = entries.get(key);
    return entry !== undefined && isErased(entry) ? [{ line, rule: 'person-erased' }] : [];
  });

const readCards = (text: string): FileRead => {
  const { cards, errors } = readVcards(text);
  return { rows: cards.map((card) => ({ ...card, nameOf: () => undefined })), errors, ignored: [] };
};

/** The pointer says the line and what the file calls the place: `line:12/E-Mail`. */
const toProblems = (errors: readonly FileError[]): readonly FieldProblem[] => {
  const shown = errors.slice(0, mostErrors).map(({ line, field, rule, params }) => ({
    pointer: `line:${line}${field === undefined ? '' : `/${field}`}`,
    rule,
    ...(params === undefined ? {} : { params }),
  }));
  const more = errors.length - shown.length;
  return more === 0
    ? shown
    : [...shown, { pointer: '', rule: 'more-errors', params: { more, all: errors.length } }];
};
