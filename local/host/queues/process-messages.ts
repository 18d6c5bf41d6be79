import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { Invocation } from '../worker/invoke.ts';
import { traceContextFrom } from '../worker/trace-context.ts';
import { batchInput, messageInput } from './message-body.ts';
import type { QueueListenerOptions } from './queue-listener.ts';
import type { SettlementQueue } from './settlement-queue.ts';
import { batchMetadata, singleMetadata } from './trigger-metadata.ts';

/**
 * Runs the function on one message, or on a batch as a whole: completed when it returns, abandoned when it throws, so that
 * the delivery count rises until the queue dead-letters. Never rejects.
 */
export const processMessages = async (
  { queue, options, invoke, log }: QueueListenerOptions,
  messages: readonly ServiceBusReceivedMessage[],
  settlements: SettlementQueue,
): Promise<void> => {
  const autoComplete = queue.autoComplete ?? options.autoCompleteMessages;
  try {
    await invoke(queue.fn, invocationOf(queue.many, queue.binary, queue.queueName, messages));
  } catch (error) {
    // What the function threw is in the log already; what could not be bound is not.
    log.fromHost(
      'Triggers.ServiceBus',
      'debug',
      `'${queue.name}' did not succeed on a message of '${queue.queueName}'.`,
      error,
    );
    await Promise.all(messages.map((message) => settlements.abandon(message)));
    return;
  }
  if (autoComplete) await Promise.all(messages.map((message) => settlements.complete(message)));
};

const invocationOf = (
  many: boolean,
  binary: boolean,
  queueName: string,
  messages: readonly ServiceBusReceivedMessage[],
): Invocation => {
  const [first] = messages;
  if (many || first === undefined) {
    return {
      input: batchInput(messages, binary),
      triggerMetadata: batchMetadata(messages),
      reason: `${messages.length} messages of '${queueName}'`,
    };
  }
  const properties = first.applicationProperties ?? {};
  return {
    input: messageInput(first, binary),
    triggerMetadata: singleMetadata(first, binary),
    reason: `message ${String(first.messageId)} of '${queueName}'`,
    // Azure's SDKs send the trace under the older name; others under W3C's.
    traceContext: traceContextFrom(
      properties['Diagnostic-Id'] ?? properties['traceparent'],
      properties['tracestate'],
    ),
  };
};
