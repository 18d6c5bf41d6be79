import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';

const colourSchema = z.string().regex(/^#[0-9a-f]{6}$/);

const logoType = z.enum(['image/png', 'image/jpeg']);

/** [L7] How the app looks to users that the corporate contract entitles. */
export const appBrandSchema = z.strictObject({
  name: z.string(),
  colours: z.strictObject({
    primary: colourSchema,
    /** Text on it. */
    onPrimary: colourSchema,
    secondary: colourSchema,
    onSecondary: colourSchema,
  }),
  logo: z
    .strictObject({
      mediaType: logoType,
      width: z.int(),
      height: z.int(),
      /** SHA-256 of the bytes, hex: changes with them. */
      hash: z.string(),
    })
    .optional(),
});

export type AppBrand = z.infer<typeof appBrandSchema>;
/** One per tenant. */
export type AppBrandStore = EntityStore<AppBrand>;
export const appBrandId = 'self';

/** The bytes of the logo, apart: the brand is read without them. */
export const appLogoSchema = z.strictObject({ hash: z.string(), mediaType: logoType, data: z.base64() });
export type AppLogo = z.infer<typeof appLogoSchema>;
export type AppLogoStore = EntityStore<AppLogo>;
export const appLogoId = 'self';
