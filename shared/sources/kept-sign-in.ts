import * as z from 'zod';
import type { SourceId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Source } from './source.ts';
import type { SourcePasswords } from './source-passwords.ts';

/** A user's sign-in as the vault has it, in the place of a password. */
export interface KeptSignIn {
  /** Whose tokens these are, so that they are never taken for those of another who is named later. */
  readonly userId: string;
  readonly refreshToken: string;
}

const schema = z.strictObject({ userId: z.string(), refreshToken: z.string() });

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Whether a source reads this user's contacts, or nobody's yet. */
export const isFor = ({ kind, settings }: Source, userId: string): boolean =>
  kind === 'office-365' && (settings.userId === undefined || isSame(settings.userId, userId));

/** Undefined: nobody has signed in, or somebody else than the source names by now. */
export const readSignIn = async (
  ctx: TenantContext,
  source: Source,
  passwords: SourcePasswords,
): Promise<KeptSignIn | undefined> => {
  if (source.kind !== 'office-365' || source.settings.userId === undefined) return undefined;
  const text = await passwords.read(ctx, source);
  const kept = text === undefined ? undefined : schema.parse(JSON.parse(text));
  return kept !== undefined && isSame(kept.userId, source.settings.userId) ? kept : undefined;
};

export const keepSignIn = (
  ctx: TenantContext,
  sourceId: SourceId,
  version: number,
  { userId, refreshToken }: KeptSignIn,
  passwords: SourcePasswords,
): Promise<void> => passwords.keep(ctx, sourceId, version, JSON.stringify({ userId, refreshToken }));
