import type { Import } from './import.ts';
import { isPreview, type Run } from './run.ts';

/** What there is to tell of how a run went, in short; undefined: nothing. Two runs that went alike give the same. */
const newsOfRun = ({ state, reason, totals, heldBack = [], leftOut = 0 }: Run): string | undefined => {
  if (state === 'failed') return `failed ${reason}`;
  if (state !== 'completed-with-errors') return undefined;
  // Those that were held back are told of as such, as are licences that are missing.
  const held = heldBack.find(({ kind }) => kind === 'contacts')?.mailboxes ?? 0;
  const mailboxes = totals.mailboxesFailed - held - leftOut;
  return mailboxes + totals.failed > 0 ? `errors ${mailboxes} ${totals.failed}` : undefined;
};

/** The administrator is told once, not every day: again only after something else, or after a run that went well. */
export const isNewsToImport = ({ announced }: Import, run: Run): boolean => {
  const news = newsOfRun(run);
  return news !== undefined && news !== announced;
};

/** The import that remembers what was told of the run. One that was stopped has found nothing out. */
export const told = (imported: Import, ended: Run): Import => {
  if (isPreview(ended) || ended.state === 'stopped') return imported;
  const { announced: _former, ...rest } = imported;
  const announced = newsOfRun(ended);
  return announced === undefined ? rest : { ...rest, announced };
};
