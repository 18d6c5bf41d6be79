import { makeAppleStore } from '../../shared/adapters/apple/signed-data.ts';
import type { AppleStoreConfig, Config } from '../../shared/config/config.ts';

/** Apple's library. An own root on loopback has no responder that tells which certificates were withdrawn. */
export const makeApple = ({ insecureLoopback, stores }: Config, apple: AppleStoreConfig) =>
  makeAppleStore({ ...apple, onlineChecks: !insecureLoopback, allowTest: stores.allowTest });
