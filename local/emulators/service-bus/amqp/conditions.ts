import type { Refusal } from '../rules/message.ts';

/** An AMQP error with the status that $management and $cbs answer for it. */
export interface Condition {
  readonly condition: string;
  readonly description: string;
  readonly status: number;
}

const make = (status: number, condition: string, description: string): Condition => ({
  status,
  condition,
  description,
});

/** The words matter: clients recognise an unknown entity by them. */
export const entityNotFound = (url: string, path: string): Condition =>
  make(404, 'amqp:not-found', `The messaging entity '${url}/${path}' could not be found.`);
export const notImplemented = (what: string): Condition =>
  make(501, 'amqp:not-implemented', `${what} is not supported by this emulator.`);
export const badRequest = (why: string): Condition => make(400, 'com.microsoft:argument-error', why);
export const notAllowed = (why: string): Condition => make(400, 'amqp:not-allowed', why);
export const unauthorized = (why: string): Condition => make(401, 'amqp:unauthorized-access', why);
export const tooLarge = (size: number, limit: number): Condition =>
  make(
    403,
    'amqp:link:message-size-exceeded',
    `The message (${size} bytes) is larger than is allowed by the remote sender (${limit} bytes).`,
  );
export const noSession = make(
  408,
  'com.microsoft:timeout',
  'No session became available within the time that the receiver was ready to wait.',
);

const refusals: Readonly<Record<Refusal, Condition>> = {
  'message-lock-lost': make(
    410,
    'com.microsoft:message-lock-lost',
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
  ),
  'session-lock-lost': make(
    410,
    'com.microsoft:session-lock-lost',
    'The session lock has expired or was lost. Accept the session again.',
  ),
  'session-cannot-be-locked': make(
    410,
    'com.microsoft:session-cannot-be-locked',
    'The requested session cannot be accepted. It may be locked by another receiver.',
  ),
  'message-not-found': make(404, 'com.microsoft:message-not-found', 'The message(s) could not be found.'),
  'session-required': notAllowed(
    'The SessionId was not set on a message, and it cannot be sent to the entity: entities that have session ' +
      'support enabled can only receive messages that have the SessionId set to a valid value.',
  ),
  'session-not-supported': notAllowed('The operation does not fit the session support of the entity.'),
  'dead-letter-not-allowed': notAllowed('A message of a dead-letter queue cannot be dead-lettered again.'),
};

export const refused = (refusal: Refusal): Condition => refusals[refusal];
