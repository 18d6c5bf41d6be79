import { createHash } from 'node:crypto';
import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import { type FieldProblem, type Invalid, invalid, type Stale, stale } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type AppBrand, type AppBrandStore, type AppLogoStore, appBrandId, appLogoId } from './app-brand.ts';
import { contrast, leastContrast, readableOn } from './contrast.ts';
import { type Logo, readLogo } from './logo-image.ts';

export interface WantedBrand {
  readonly name: string;
  readonly colours: AppBrand['colours'];
  /** Base64; absent: as it is, null: none. */
  readonly logo?: string | null | undefined;
}

/** [L7] What the operator has agreed with a company. Colours on which text is hard to read are refused with better ones. */
export const makeSetBrand =
  (deps: { readonly appBrands: AppBrandStore; readonly appLogos: AppLogoStore; readonly commit: Commit }) =>
  async (
    ctx: TenantContext,
    /** Told undefined where there is none yet. */
    allowed: (etag: string | undefined) => boolean,
    { name, colours, logo }: WantedBrand,
  ): Promise<Result<Versioned<AppBrand>, Stale | Invalid>> => {
    const known = await deps.appBrands.get(ctx, appBrandId);
    if (!allowed(known?.etag)) return err(stale);
    const read = typeof logo === 'string' ? readLogo(Buffer.from(logo, 'base64')) : ok(undefined);
    const problems: readonly FieldProblem[] = [
      ...contrastProblems(colours),
      ...(read.ok ? [] : [{ pointer: '/logo', ...read.error }]),
    ];
    if (!read.ok || problems.length > 0) return err(invalid(...problems));

    const shown = logo === undefined ? known?.value.logo : read.value && logoOf(read.value);
    const value: AppBrand = { name, colours, ...(shown === undefined ? {} : { logo: shown }) };
    const change =
      known === undefined
        ? deps.appBrands.inserted(ctx, value)
        : deps.appBrands.replaced(ctx, known.etag, value);
    const done = await deps.commit(ctx, [change, ...(await logoChanges(deps, ctx, logo, read.value))]);
    return done.ok ? ok({ value, etag: done.value[0] ?? '' }) : err(stale);
  };

const logoOf = ({ mediaType, width, height, bytes }: Logo): NonNullable<AppBrand['logo']> => ({
  mediaType,
  width,
  height,
  hash: createHash('sha256').update(bytes).digest('hex'),
});

const contrastProblems = (colours: AppBrand['colours']): readonly FieldProblem[] => {
  const pairs = [
    ['onPrimary', colours.onPrimary, colours.primary],
    ['onSecondary', colours.onSecondary, colours.secondary],
  ] as const;
  return pairs.flatMap(([field, text, background]) => {
    const ratio = contrast(text, background);
    if (ratio >= leastContrast) return [];
    // Rounded down: what is refused must not look like enough.
    const params = {
      ratio: (Math.floor(ratio * 100) / 100).toFixed(2),
      least: leastContrast,
      suggestion: readableOn(background),
    };
    return [{ pointer: `/colours/${field}`, rule: 'contrast', params }];
  });
};

const logoChanges = async (
  { appLogos }: { readonly appLogos: AppLogoStore },
  ctx: TenantContext,
  wanted: string | null | undefined,
  logo: Logo | undefined,
): Promise<readonly Change[]> => {
  if (wanted === undefined) return [];
  const stored = await appLogos.get(ctx, appLogoId);
  if (logo === undefined) return stored === undefined ? [] : [appLogos.deleted(ctx, stored.etag, appLogoId)];
  const { hash, mediaType } = logoOf(logo);
  const value = { hash, mediaType, data: Buffer.from(logo.bytes).toString('base64') };
  return [stored === undefined ? appLogos.inserted(ctx, value) : appLogos.replaced(ctx, stored.etag, value)];
};
