import { err, ok } from '../../../../shared/kernel/result.ts';
import { badRequest, refused } from './conditions.ts';
import { nothing, type Operation } from './operation.ts';
import { clientTime } from './outbound.ts';
import { number, text } from './values.ts';

const renewSessionLock: Operation = ({ broker, entity, body }) => {
  const sessionId = text(body, 'session-id');
  if (!sessionId.ok) return sessionId;
  const renewed = entity.queue.sessions.renew(sessionId.value);
  broker.commit(entity);
  if (!renewed.ok) return err(refused(renewed.error));
  broker.counts.add('locksRenewed');
  return ok({ expiration: new Date(clientTime(broker, renewed.value.until)) });
};

const getState: Operation = ({ broker, entity, body }) => {
  const sessionId = text(body, 'session-id');
  if (!sessionId.ok) return sessionId;
  const state = entity.queue.sessions.state(sessionId.value);
  broker.commit(entity);
  return state.ok ? ok({ 'session-state': state.value }) : err(refused(state.error));
};

const setState: Operation = ({ broker, entity, body }) => {
  const sessionId = text(body, 'session-id');
  if (!sessionId.ok) return sessionId;
  const state = body['session-state'] ?? null;
  if (state !== null && !Buffer.isBuffer(state)) return err(badRequest("'session-state' must be binary."));
  const done = entity.queue.sessions.setState(sessionId.value, state);
  broker.commit(entity);
  return done.ok ? ok(undefined) : err(refused(done.error));
};

const listSessions: Operation = ({ entity, body }) => {
  const skip = number(body, 'skip');
  if (!skip.ok) return skip;
  const top = number(body, 'top');
  if (!top.ok) return top;
  const ids = entity.queue.sessions.ids().slice(skip.value, skip.value + top.value);
  return ok(ids.length === 0 ? nothing : { skip: skip.value, 'sessions-ids': ids });
};

export const sessionOperations: Readonly<Record<string, Operation>> = {
  'com.microsoft:renew-session-lock': renewSessionLock,
  'com.microsoft:get-session-state': getState,
  'com.microsoft:set-session-state': setState,
  'com.microsoft:get-message-sessions': listSessions,
};
