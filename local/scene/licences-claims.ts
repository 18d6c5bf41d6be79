interface Line {
  readonly reason: string;
  readonly plan: string;
  readonly quantity: number;
  readonly from: string;
  readonly until: string;
  readonly amount: string;
}

export interface StatementResult {
  readonly number: string;
  readonly lines: readonly Line[];
  readonly net: string;
  readonly tax: string;
  readonly gross: string;
}

export interface LicencesResult {
  readonly contacts: number;
  readonly mailboxes: number;
  readonly needed: number;
  readonly chargedInTrial: number;
  /** What held the import with six licences, and with eight. */
  readonly pausedBy: readonly string[];
  readonly pausedByAfterwards: readonly string[];
  /** What was said before the switch was confirmed, and what then was charged. */
  readonly switchPreview: string;
  readonly switchCharged: string;
  readonly endsOn: string;
  readonly statements: readonly StatementResult[];
}

const cents = (amount: string): number => Number(amount.replace('.', ''));

/** A demonstration that shows something else than it says must not end well. */
export const assertLicences = (result: LicencesResult): void => {
  const { statements } = result;
  const lines = statements.flatMap((each) => each.lines);
  const adds = ({ lines: some, net, tax, gross }: StatementResult) =>
    some.reduce((sum, { amount }) => sum + cents(amount), 0) === cents(net) &&
    cents(net) + cents(tax) === cents(gross);
  const wrong = [
    [result.needed === 8, '12 contacts in 8 mailboxes do not need 8 licences'],
    [result.chargedInTrial === 0, 'the trial was charged'],
    [result.pausedBy.includes('licences-short'), 'six licences for eight mailboxes did not pause the import'],
    [result.pausedByAfterwards.length === 0, 'eight licences did not resume it'],
    [result.switchPreview === result.switchCharged, 'the switch cost something else than was shown'],
    [result.endsOn !== '', 'a cancelled subscription does not end'],
    [statements.every(({ number }, n) => number.endsWith(`-0000${n + 1}`)), 'numbers have a gap'],
    [statements.every(adds), 'lines and totals do not add up'],
    [
      ['app-monthly', 'app-yearly', 'standard'].every((plan) => lines.some((line) => line.plan === plan)),
      'a plan was not billed',
    ],
  ].flatMap(([holds, what]) => (holds === true ? [] : [String(what)]));
  if (wrong.length > 0) throw new Error(`the demonstration failed: ${wrong.join('; ')}`);
};
