import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Settings } from '../config/app-setting.ts';
import type { HostLog } from '../log.ts';

export interface AccessKeys {
  /** Opens everything, the admin API included: the cloud's `_master`. */
  readonly master: string;
  /** Opens functions of level `function`: the cloud's default host key. */
  readonly function: string;
}

const newAccessKey = (): string => randomBytes(32).toString('base64url');

/** Whether a request may reach something of the given level, by `x-functions-key` or `?code=`. */
export const isAllowed = (
  level: 'anonymous' | 'function' | 'admin',
  request: IncomingMessage,
  query: URLSearchParams,
  keys: AccessKeys,
): boolean => {
  if (level === 'anonymous') return true;
  const header = request.headers['x-functions-key'];
  const given = typeof header === 'string' && header !== '' ? header : query.get('code');
  if (given === null || given === '') return false;
  return sameKey(given, keys.master) || (level === 'function' && sameKey(given, keys.function));
};

const sameKey = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * The host's keys: the settings HOST_MASTER_KEY and HOST_FUNCTION_KEY, else fresh ones. Fresh keys are logged, because nobody
 * could call a function of level `function` otherwise.
 */
export const accessKeys = (settings: Settings, log: HostLog): AccessKeys => {
  const take = (setting: string): string => {
    const given = settings[setting];
    if (given !== undefined && given !== '') return given;
    const key = newAccessKey();
    log.fromHost('Startup', 'information', `${setting} is not set; this run uses ${key}`);
    return key;
  };
  return { master: take('HOST_MASTER_KEY'), function: take('HOST_FUNCTION_KEY') };
};
