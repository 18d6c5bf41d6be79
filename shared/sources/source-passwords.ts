import type { SourceId } from '../kernel/ids.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Source } from './source.ts';

/**
 * Secrets of sources (passwords, refresh tokens), in the vault. Each has a number and so a name of its own: a new one is
 * written before the row that counts up to it, and until then, and on instances that remember, the former one is read.
 *
 * None is written without a row: of a source that is created the row comes first. So every secret that there is has a name
 * up to one behind the number of its row, and goes with the source or the tenant, whatever a crash has left. Nor is one name
 * written by two with different secrets: the number of a new password is taken in the row first.
 */
export interface SourcePasswords {
  /** Undefined: the source has none. */
  read(ctx: TenantContext, source: Pick<Source, 'id' | 'passwordVersion'>): Promise<string | undefined>;
  keep(ctx: TenantContext, sourceId: SourceId, version: number, password: string): Promise<void>;
  forget(ctx: TenantContext, sourceId: SourceId, version: number): Promise<void>;
  /** Every one up to `version`, and the one that a command may have written behind it. */
  forgetAll(ctx: TenantContext, sourceId: SourceId, version: number): Promise<void>;
}

/** The number of the last one that was written, or begun. */
export const lastPasswordOf = ({
  passwordVersion = 0,
  passwordBegun = 0,
}: Pick<Source, 'passwordVersion' | 'passwordBegun'>): number => Math.max(passwordVersion, passwordBegun);

const sourcePasswordName = ({ tenantId }: TenantContext, sourceId: SourceId, version: number): string =>
  `source-${tenantId}-${sourceId}-${version}`;

export const makeSourcePasswords = (secrets: Secrets): SourcePasswords => {
  const forget: SourcePasswords['forget'] = (ctx, sourceId, version) =>
    secrets.delete(sourcePasswordName(ctx, sourceId, version));
  return {
    read: async (ctx, { id, passwordVersion }) =>
      passwordVersion === undefined ? undefined : secrets.get(sourcePasswordName(ctx, id, passwordVersion)),
    keep: (ctx, sourceId, version, password) =>
      secrets.set(sourcePasswordName(ctx, sourceId, version), password),
    forget,
    forgetAll: async (ctx, sourceId, version) => {
      for (let each = 1; each <= version + 1; each++) await forget(ctx, sourceId, each);
    },
  };
};
