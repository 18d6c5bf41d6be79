import rhea from 'rhea';
import { err, ok } from '../../../../shared/kernel/result.ts';
import { badRequest, refused } from './conditions.ts';
import type { Operation } from './operation.ts';
import { clientTime } from './outbound.ts';
import { settlementNamed } from './settlement.ts';
import { lockTokens } from './values.ts';

const timestampArray = 0x83;

const renewLock: Operation = ({ broker, entity, body }) => {
  const tokens = lockTokens(body);
  if (!tokens.ok) return tokens;
  const expirations: number[] = [];
  for (const token of tokens.value) {
    const renewed = entity.queue.renew(token);
    broker.commit(entity);
    if (!renewed.ok) return err(refused(renewed.error));
    expirations.push(clientTime(broker, renewed.value));
  }
  broker.counts.add('locksRenewed', expirations.length);
  return ok({ expirations: rhea.types.wrap_array(expirations, timestampArray, undefined) });
};

/** Settles without the link that the message came by: deferred messages, and those of a receiver since closed. */
const updateDisposition: Operation = ({ broker, entity, body }) => {
  const tokens = lockTokens(body);
  if (!tokens.ok) return tokens;
  const status = body['disposition-status'];
  for (const token of tokens.value) {
    const held = entity.queue.held(token);
    if (!held.ok) return err(refused(held.error));
    const settlement = settlementNamed(status, body, held.value.content);
    if (settlement === undefined)
      return err(badRequest(`The disposition status '${String(status)}' does not exist.`));
    const settled = broker.settle(entity, token, settlement);
    if (!settled.ok) return err(refused(settled.error));
  }
  return ok(undefined);
};

export const settleOperations: Readonly<Record<string, Operation>> = {
  'com.microsoft:renew-lock': renewLock,
  'com.microsoft:update-disposition': updateDisposition,
};
