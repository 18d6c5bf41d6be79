import type { Access } from './config.ts';

/** The connection string where there is one, else the managed identity. */
export const access = (address: string | undefined, connectionString: string | undefined): Access =>
  connectionString === undefined
    ? { kind: 'identity', address: address ?? '' }
    : { kind: 'connection-string', connectionString };
