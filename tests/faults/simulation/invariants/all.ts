import type { Played } from '../history/play.ts';
import { appFollowsSources } from './app-directory.ts';
import { appTermsAreAsAgreed } from './app-terms.ts';
import { confirmationsAreGiven, pausedImportsRest, previewsWriteNothing } from './asked-for.ts';
import { moneyAddsUp } from './billing.ts';
import { commandsCountOnce, mailsOnce } from './commands.ts';
import { correctionsGiveBackOnce } from './corrections.ts';
import { deadLettersHaveACause, tendedLettersAreGone } from './dead-letters.ts';
import { deletionsAreAsked } from './deletions.ts';
import { noEchoes } from './echoes.ts';
import { erasedIsGone } from './erasures.ts';
import { foldersEqualShares, noTwins, ownContactsStay } from './folders.ts';
import type { Invariant } from './invariant.ts';
import { oneWorkerABlock } from './leases.ts';
import { licencesSuffice, nobodyWaitsInVain } from './licences.ts';
import { listsAreAsAcknowledged } from './lists.ts';
import { promisedMailsGoOut } from './mails.ts';
import { committedMessagesAreSent, messagesEnd, outboxIsEmpty } from './messages.ts';
import { purchasesFollowStores, receiptsAreHidden } from './purchases.ts';
import { quietNightIsCheap } from './requests.ts';
import { nothingGetsStuck, runsAddUp } from './runs.ts';
import { seatsSuffice } from './seats.ts';
import { noPlainText } from './secrecy.ts';
import { statementsAddUp } from './statements.ts';
import { accountsKeepTheirWord, statesMoveAsDeclared } from './states.ts';
import { tenantsApart } from './tenancy.ts';
import { termsAreCharged } from './terms.ts';

export const invariants: readonly Invariant[] = [
  messagesEnd,
  deadLettersHaveACause,
  tendedLettersAreGone,
  committedMessagesAreSent,
  outboxIsEmpty,
  runsAddUp,
  nothingGetsStuck,
  oneWorkerABlock,
  statesMoveAsDeclared,
  accountsKeepTheirWord,
  licencesSuffice,
  nobodyWaitsInVain,
  moneyAddsUp,
  statementsAddUp,
  correctionsGiveBackOnce,
  termsAreCharged,
  seatsSuffice,
  appTermsAreAsAgreed,
  purchasesFollowStores,
  previewsWriteNothing,
  confirmationsAreGiven,
  pausedImportsRest,
  erasedIsGone,
  commandsCountOnce,
  mailsOnce,
  promisedMailsGoOut,
  deletionsAreAsked,
  foldersEqualShares,
  noTwins,
  ownContactsStay,
  listsAreAsAcknowledged,
  noEchoes,
  appFollowsSources,
  tenantsApart,
  noPlainText,
  receiptsAreHidden,
  quietNightIsCheap,
];

/** What is wrong after a history, in words that begin with the invariant's letter; empty where all hold. */
export const findings = async (played: Played): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const { name, check } of invariants)
    for (const each of await check(played)) found.push(`${name} — ${each}`);
  return found;
};
