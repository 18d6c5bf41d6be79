import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { inTransaction } from '../loopback/state-file.ts';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

type KeyState = 'next' | 'active' | 'retired';

const day = 24 * 60 * 60 * 1000;
/** A retired key stays published this long: longer than any token it signed lives. */
const keptAfterRetirement = day;

export interface SigningKeys {
  active(): SigningKey;
  /** Everything in the key set: the active key, the announced next one, and retired ones still in use. */
  published(): readonly SigningKey[];
  find(kid: string): SigningKey | undefined;
  /** The announced key becomes active. `forget` takes the old one out of the key set at once. */
  rotate(options?: { readonly forget?: boolean }): void;
}

interface RingKey extends SigningKey {
  readonly state: KeyState;
  readonly changedAt: number;
}

interface Row {
  readonly kid: string;
  readonly private_pem: string;
  readonly state: KeyState;
  readonly changed_at: number;
}

const ofRow = ({ kid, private_pem, state, changed_at }: Row): RingKey => {
  const privateKey = createPrivateKey(private_pem);
  return { kid, privateKey, publicKey: createPublicKey(privateKey), state, changedAt: changed_at };
};

/**
 * A key ring that rotates by the clock once a day, as Entra rolls its keys without notice. The ring is read from
 * the state file after each change only: every verified token asks for it.
 */
export function openSigningKeys(database: DatabaseSync, clock: Clock): SigningKeys {
  const read = (): readonly RingKey[] =>
    (
      database
        .prepare('SELECT kid, private_pem, state, changed_at FROM signing_key ORDER BY rowid')
        .all() as unknown as Row[]
    ).map(ofRow);

  const create = (state: KeyState): void => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    database
      .prepare('INSERT INTO signing_key (kid, private_pem, state, changed_at) VALUES (?, ?, ?, ?)')
      .run(randomUUID().replaceAll('-', ''), pem, state, clock.now());
  };

  if (read().length === 0)
    inTransaction(database, () => {
      create('active');
      create('next');
    });
  let ring = read();

  const rotate = (forget: boolean): void => {
    inTransaction(database, () => {
      if (forget) database.exec("DELETE FROM signing_key WHERE state = 'active'");
      const move = database.prepare('UPDATE signing_key SET state = ?, changed_at = ? WHERE state = ?');
      move.run('retired', clock.now(), 'active');
      move.run('active', clock.now(), 'next');
      create('next');
    });
    ring = read();
  };

  const hasChanged = (key: RingKey, state: KeyState, ago: number): boolean =>
    key.state === state && clock.now() - key.changedAt >= ago;

  const current = (): readonly RingKey[] => {
    if (ring.some((key) => hasChanged(key, 'active', day))) rotate(false);
    if (ring.some((key) => hasChanged(key, 'retired', keptAfterRetirement))) {
      database
        .prepare("DELETE FROM signing_key WHERE state = 'retired' AND changed_at <= ?")
        .run(clock.now() - keptAfterRetirement);
      ring = read();
    }
    return ring;
  };

  return {
    active: () => {
      const key = current().find(({ state }) => state === 'active');
      if (key === undefined) throw new Error('the key ring has no active key');
      return key;
    },
    published: current,
    find: (kid) => current().find((key) => key.kid === kid),
    rotate: ({ forget = false } = {}) => rotate(forget),
  };
}
