import type { MayUseApp } from '../entitlements/app-entitlement.ts';
import type { Versioned } from '../kernel/commit.ts';
import { type NotFound, notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type AppBrand, type AppBrandStore, type AppLogoStore, appBrandId, appLogoId } from './app-brand.ts';

export interface ReadBrandDeps {
  readonly appBrands: AppBrandStore;
  readonly appLogos: AppLogoStore;
  /** By the corporate contract: who has the app otherwise sees it unbranded. */
  readonly byContract: MayUseApp;
}

/** [L7] The brand that a user sees; `not-found`: none, and the app looks as it does for everybody. */
export const makeReadMyBrand =
  ({ appBrands, byContract }: ReadBrandDeps) =>
  async (ctx: TenantContext, userId: string): Promise<Result<Versioned<AppBrand>, NotFound>> => {
    const brand = await appBrands.get(ctx, appBrandId);
    if (brand === undefined || !(await byContract(ctx, userId)).entitled) return err(notFound);
    return ok(brand);
  };

export interface LogoFile {
  readonly mediaType: string;
  readonly hash: string;
  readonly bytes: Uint8Array;
}

export const makeReadMyLogo = (deps: ReadBrandDeps) => {
  const readMyBrand = makeReadMyBrand(deps);
  return async (ctx: TenantContext, userId: string): Promise<Result<LogoFile, NotFound>> => {
    const brand = await readMyBrand(ctx, userId);
    if (!brand.ok) return brand;
    const stored = (await deps.appLogos.get(ctx, appLogoId))?.value;
    if (stored === undefined) return err(notFound);
    const { hash, mediaType, data } = stored;
    return ok({ mediaType, hash, bytes: Buffer.from(data, 'base64') });
  };
};
