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

/** A key ring that rotates by the clock once a day, as Entra rolls its keys without notice. */
export function openSigningKeys(database: DatabaseSync, clock: Clock): SigningKeys {
  const objects = new Map<string, SigningKey>();

  const create = (state: KeyState): void => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    database
      .prepare('INSERT INTO signing_key (kid, private_pem, state, changed_at) VALUES (?, ?, ?, ?)')
      .run(
        randomUUID().replaceAll('-', ''),
        privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
        state,
        clock.now(),
      );
  };

  const rows = () =>
    database.prepare('SELECT kid, private_pem, state, changed_at FROM signing_key ORDER BY rowid').all() as {
      kid: string;
      private_pem: string;
      state: KeyState;
      changed_at: number;
    }[];

  const keyOf = ({ kid, private_pem }: { kid: string; private_pem: string }): SigningKey => {
    const known = objects.get(kid);
    if (known !== undefined) return known;
    const privateKey = createPrivateKey(private_pem);
    const key = { kid, privateKey, publicKey: createPublicKey(privateKey) };
    objects.set(kid, key);
    return key;
  };

  const rotate = (forget: boolean): void =>
    inTransaction(database, () => {
      if (forget) database.exec("DELETE FROM signing_key WHERE state = 'active'");
      const move = database.prepare('UPDATE signing_key SET state = ?, changed_at = ? WHERE state = ?');
      move.run('retired', clock.now(), 'active');
      move.run('active', clock.now(), 'next');
      create('next');
    });

  const current = () => {
    const due = rows().some(({ state, changed_at }) => state === 'active' && clock.now() - changed_at >= day);
    if (due) rotate(false);
    database
      .prepare("DELETE FROM signing_key WHERE state = 'retired' AND changed_at <= ?")
      .run(clock.now() - keptAfterRetirement);
    return rows();
  };

  if (rows().length === 0)
    inTransaction(database, () => {
      create('active');
      create('next');
    });

  return {
    active: () => {
      const row = current().find(({ state }) => state === 'active');
      if (row === undefined) throw new Error('the key ring has no active key');
      return keyOf(row);
    },
    published: () => current().map(keyOf),
    find: (kid) => {
      const row = current().find((candidate) => candidate.kid === kid);
      return row === undefined ? undefined : keyOf(row);
    },
    rotate: ({ forget = false } = {}) => rotate(forget),
  };
}
