/** Leaves out what is null, absent or blank. */
export const present = <T extends Record<string, string | null | undefined>>(
  fields: T,
): { readonly [Name in keyof T]?: string } =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== null && value !== undefined && value.trim() !== '',
    ),
  ) as { readonly [Name in keyof T]?: string };
