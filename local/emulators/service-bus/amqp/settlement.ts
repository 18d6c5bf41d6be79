import type { Delivery } from 'rhea';
import type { Settlement } from '../rules/message.ts';
import { withProperties } from './content.ts';

type Values = Readonly<Record<string, unknown>>;

const given = (values: unknown): Values =>
  Object.fromEntries(Object.entries((values ?? {}) as Values).filter(([, value]) => value !== null));
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export type Outcome = 'accepted' | 'rejected' | 'released' | 'modified';
export const outcomes: readonly Outcome[] = ['accepted', 'rejected', 'released', 'modified'];

/**
 * The service's reading of AMQP outcomes: accepted completes, rejected dead-letters, modified with undeliverable-here
 * defers, modified or released abandons.
 */
export function settlementOf(
  outcome: Outcome,
  state: Delivery['remote_state'],
  content: Uint8Array,
): Settlement {
  if (outcome === 'accepted') return { kind: 'complete' };
  if (outcome === 'rejected') {
    const { DeadLetterReason, DeadLetterErrorDescription, ...changes } = given(state?.['error']?.info);
    return deadLetter(DeadLetterReason, DeadLetterErrorDescription, changes, content);
  }
  const changed = withProperties(content, given(state?.['message_annotations']));
  return { kind: state?.['undeliverable_here'] === true ? 'defer' : 'abandon', content: changed };
}

const deadLetter = (
  reason: unknown,
  description: unknown,
  changes: Values,
  content: Uint8Array,
): Settlement => ({
  kind: 'dead-letter',
  reason: text(reason),
  description: text(description),
  content: withProperties(content, changes),
});

/** The same as asked for through $management; undefined for a status that does not exist. */
export function settlementNamed(status: unknown, body: Values, content: Uint8Array): Settlement | undefined {
  const changes = given(body['properties-to-modify']);
  switch (status) {
    case 'completed':
      return { kind: 'complete' };
    case 'abandoned':
      return { kind: 'abandon', content: withProperties(content, changes) };
    case 'defered':
      return { kind: 'defer', content: withProperties(content, changes) };
    case 'suspended':
      return deadLetter(body['deadletter-reason'], body['deadletter-description'], changes, content);
    default:
      return undefined;
  }
}
