import type { Coloured, ColourFailure } from './category-colour.ts';
import type { MailboxOperation, MailboxOutcome } from './mailboxes.ts';

/** [H5] Gives a mailbox's list of categories the import's one in its colour: one reading, at most one write. */
export interface CategoryPainter {
  readonly wish: Coloured;
  next(): MailboxOperation;
  accept(operation: MailboxOperation, outcome: MailboxOutcome): Painted;
}

export type Painted =
  | { readonly kind: 'again' }
  | { readonly kind: 'done' }
  | { readonly kind: 'left'; readonly failure: ColourFailure };

type Step =
  | { readonly kind: 'list-categories'; readonly page?: string }
  | { readonly kind: 'create-category'; readonly displayName: string; readonly colour: Coloured['colour'] }
  | { readonly kind: 'colour-category'; readonly categoryId: string; readonly colour: Coloured['colour'] };

const maxTries = 3;
const again: Painted = { kind: 'again' };
const done: Painted = { kind: 'done' };
const left = (failure: ColourFailure): Painted => ({ kind: 'left', failure });

export const paintCategory = (mailbox: MailboxOperation['mailbox'], wish: Coloured): CategoryPainter => {
  const { category, colour } = wish;
  // Exchange takes names that differ in case only for one.
  const name = category.toLowerCase();
  let step: Step = { kind: 'list-categories' };
  let tries = 0;

  const listed = (outcome: MailboxOutcome & { readonly status: 'done' }): Painted => {
    const { masterCategories = [], next } = outcome.answer;
    const found = masterCategories.find(({ displayName }) => displayName.toLowerCase() === name);
    if (found?.colour === colour) return done;
    if (found !== undefined) step = { kind: 'colour-category', categoryId: found.id, colour };
    else if (next !== undefined) step = { kind: 'list-categories', page: next };
    else step = { kind: 'create-category', displayName: category, colour };
    return again;
  };

  return {
    wish,
    next: () => ({ mailbox, ...step }),
    accept: (operation, outcome) => {
      switch (outcome.status) {
        case 'done':
          return operation.kind === 'list-categories' ? listed(outcome) : done;
        case 'throttled':
        case 'uncertain':
          return again;
        case 'no-mailbox':
        case 'tenant-refused':
          return left('access-denied');
        case 'refused':
        case 'changed':
          return left('refused');
        // Somebody made it, deleted it or wrote others since the list was read.
        case 'exists':
        case 'gone':
        case 'link-expired':
          step = { kind: 'list-categories' };
          return ++tries < maxTries ? again : left('refused');
      }
    },
  };
};
