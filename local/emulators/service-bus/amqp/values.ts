import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { badRequest, type Condition } from './conditions.ts';
import { fromUuidBytes } from './lock-token.ts';

type Values = Readonly<Record<string, unknown>>;

/** AMQP longs come as numbers while they are safe, else as 8 bytes. */
function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return Buffer.isBuffer(value) && value.length === 8 ? Number(value.readBigInt64BE()) : undefined;
}

export function numbers(body: Values, name: string): Result<readonly number[], Condition> {
  const list: unknown = body[name];
  const values = Array.isArray(list) ? list.map(toNumber) : [];
  const complete = values.length > 0 && values.every((value) => value !== undefined);
  return complete ? ok(values) : err(badRequest(`'${name}' must be an array of longs.`));
}

export function number(body: Values, name: string): Result<number, Condition> {
  const value = toNumber(body[name]);
  return value === undefined ? err(badRequest(`'${name}' must be a number.`)) : ok(value);
}

export function text(body: Values, name: string): Result<string, Condition> {
  const value = body[name];
  return typeof value === 'string' ? ok(value) : err(badRequest(`'${name}' must be a string.`));
}

export const optionalText = (body: Values, name: string): string | null => {
  const value = body[name];
  return typeof value === 'string' ? value : null;
};

export function lockTokens(body: Values): Result<readonly string[], Condition> {
  const list: unknown = body['lock-tokens'];
  const tokens = Array.isArray(list) ? list : [];
  const complete =
    tokens.length > 0 && tokens.every((token) => Buffer.isBuffer(token) && token.length === 16);
  return complete
    ? ok(tokens.map(fromUuidBytes))
    : err(badRequest("'lock-tokens' must be an array of uuids."));
}
