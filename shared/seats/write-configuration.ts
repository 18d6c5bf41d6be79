import { type Invalid, invalid } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { OpenToken } from './manage-tokens.ts';
import {
  type ConfigurationFile,
  isAndroid,
  type Management,
  managedConfiguration,
} from './managed-configuration.ts';

export interface WantedConfiguration {
  readonly platform: Management;
  readonly token: string;
  /** The app's own, where absent. */
  readonly packageId?: string | undefined;
  readonly userVariable?: string | undefined;
  readonly deviceVariable?: string | undefined;
}

/** [L6] A configuration with a token that can be used now, else no device could enrol by it. Nothing is kept. */
export const makeWriteConfiguration =
  (deps: {
    readonly openToken: OpenToken;
    readonly apiAddress: string;
    /** Of the app in Google's store, where it is there. */
    readonly packageId: string | undefined;
  }) =>
  async (ctx: TenantContext, wanted: WantedConfiguration): Promise<Result<ConfigurationFile, Invalid>> => {
    const opened = await deps.openToken(ctx, wanted.token);
    if (!opened.ok) return opened;
    const packageId = wanted.packageId ?? deps.packageId;
    if (packageId === undefined && isAndroid(wanted.platform)) {
      return err(invalid({ pointer: '/packageId', rule: 'required' }));
    }
    const { apiAddress } = deps;
    const { platform, ...given } = wanted;
    const { tenantId } = ctx;
    return ok(managedConfiguration(platform, { ...given, apiAddress, tenantId, packageId: packageId ?? '' }));
  };
