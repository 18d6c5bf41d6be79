import type { World } from '../world/world.ts';
import type { Client } from './client.ts';
import { tenantIdOf } from './companies.ts';
import type { Desk } from './desk.ts';

/** What the operator's staff do for all companies, or for one. */
export type OperatorAct =
  /** All that queues have given up: sent again, or, with `discard`, given up for good where nobody was to be told. */
  | { readonly kind: 'tend-dead-letters'; readonly discard: boolean }
  | {
      readonly kind: 'correct-statement';
      readonly company: number;
      readonly statement: number;
      readonly line: number;
      /** Net, in cents; absent: all that is left of the line. */
      readonly amount?: number;
    };
type OperatorActOf<Kind extends OperatorAct['kind']> = Extract<OperatorAct, { kind: Kind }>;

interface Letter {
  readonly queue: string;
  readonly sequenceNumber: string;
}

/** Mails, and what would have sent them: nothing makes up for them. */
const irreplaceable = ['notifications', 'outbox-relay'];
const mostTries = 10;

/** Tends all dead letters that there are at this moment; answers their names, `queue/number`. */
export const tendDeadLetters = async (
  { timeline }: Pick<World, 'timeline'>,
  operator: Client,
  { discard = false }: { readonly discard?: boolean } = {},
): Promise<readonly string[]> => {
  const tend = async ({ queue, sequenceNumber }: Letter): Promise<string> => {
    const params = { queue, sequenceNumber };
    for (let tries = 0; tries < mostTries; tries++) {
      const { status } = await operator(
        discard && !irreplaceable.includes(queue)
          ? { operation: 'discardDeadLetter', params, query: { reason: 'obsolete' } }
          : { operation: 'replayDeadLetter', params },
      );
      // Whose answer was lost finds that it has gone; who had taken it and died holds it for a while.
      if (status === 204 || status === 404) return `${queue}/${sequenceNumber}`;
      if (status !== 409) throw new Error(`F: a dead letter of ${queue} is answered with ${status}`);
      await timeline.wait(60_000);
    }
    throw new Error(`F: a dead letter of ${queue} is held for ever`);
  };
  const { body } = await operator({ operation: 'listDeadLetters' });
  const tended: string[] = [];
  for (const letter of (body['value'] ?? []) as readonly Letter[]) tended.push(await tend(letter));
  return tended;
};

export const makeOperators = ({ world, truth, operator, newKey }: Desk) => ({
  'tend-dead-letters': async ({ discard }: OperatorActOf<'tend-dead-letters'>) => {
    for (const name of await tendDeadLetters(world, operator, { discard })) truth.tended.add(name);
  },
  'correct-statement': async (act: OperatorActOf<'correct-statement'>) => {
    const { company, statement, line, amount } = act;
    const answered = await operator({
      operation: 'correctStatement',
      params: { tenantId: tenantIdOf(company), sequence: String(statement) },
      body: { reason: 'Kulanz', credits: [{ line, ...(amount === undefined ? {} : { amount }) }] },
      key: newKey(),
    });
    if (answered.status !== 201) return;
    const { sequence, net } = answered.body as { readonly sequence: number; readonly net: string };
    const given = { sequence, corrects: statement, line, amount: Math.round(Number(net) * 100) };
    truth.corrected.set(company, [...(truth.corrected.get(company) ?? []), given]);
  },
});
