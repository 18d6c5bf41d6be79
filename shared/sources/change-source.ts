import { canonicalJson } from '../contacts/canonical-json.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import {
  type FieldProblem,
  type Invalid,
  invalid,
  type NotFound,
  notFound,
  type Stale,
  stale,
} from '../kernel/failures.ts';
import type { Message } from '../kernel/messages.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { AppAudience } from './app-audience.ts';
import { refreshMessage } from './refresh-message.ts';
import type { Source, SourceStore } from './source.ts';
import { sourceKindTable } from './source-kinds.ts';
import { lastPasswordOf, type SourcePasswords } from './source-passwords.ts';
import { settingsSchemas } from './source-settings.ts';

type Choices = Pick<Source, 'displayName' | 'filter' | 'includeDisabled' | 'includeHidden' | 'includePhotos'>;
export type SourceChanges = { readonly [Name in keyof Choices]?: Choices[Name] | undefined } & {
  readonly appAudience?: AppAudience | undefined;
  /** All settings of the source's kind, in place of the present ones. */
  readonly settings?: Source['settings'] | undefined;
  readonly password?: string | undefined;
};

/**
 * [S0] Changes what a source shows; readers see it at once, as everyone is kept. Photos alone are another matter: wanted,
 * they are read now; no longer wanted, a full read leaves them out and removes them [T5]. Other settings mean another
 * place, filter or account: everyone is read anew (reading-link.ts).
 */
export const makeChangeSource =
  (deps: { readonly sources: SourceStore; readonly passwords: SourcePasswords; readonly commit: Commit }) =>
  async (
    ctx: TenantContext,
    sourceId: string,
    allowed: (etag: string) => boolean,
    changes: SourceChanges,
  ): Promise<Result<Versioned<Source>, NotFound | Stale | Invalid>> => {
    const known = await deps.sources.get(ctx, sourceId);
    if (known === undefined) return err(notFound);
    if (!allowed(known.etag)) return err(stale);
    const problems = problemsOf(known.value, changes);
    if (problems.length > 0) return err(invalid(...problems));

    const begun = changes.password === undefined ? known : await withNumber(ctx, known, deps);
    if (begun === undefined) return err(stale);
    const { value: before, etag } = begun;
    const value = changed(before, changes);
    const { id, passwordVersion } = value;
    if (changes.password !== undefined && passwordVersion !== undefined) {
      await deps.passwords.keep(ctx, id, passwordVersion, changes.password);
    }
    const done = await deps.commit(
      ctx,
      [deps.sources.replaced(ctx, etag, value)],
      readingAfter(before, value),
    );
    if (!done.ok) return err(stale);
    if (before.passwordVersion !== undefined && passwordVersion !== before.passwordVersion) {
      await deps.passwords.forget(ctx, id, before.passwordVersion);
    }
    return ok({ value, etag: done.value[0] ?? '' });
  };

/**
 * The source with a number for the new password that is nobody else's. Otherwise, of two who give passwords at once, the
 * one's would be sent to the other's server. Undefined: somebody was faster.
 */
const withNumber = async (
  ctx: TenantContext,
  { value, etag }: Versioned<Source>,
  { sources, commit }: { readonly sources: SourceStore; readonly commit: Commit },
): Promise<Versioned<Source> | undefined> => {
  const begun: Source = { ...value, passwordBegun: lastPasswordOf(value) + 1 };
  const done = await commit(ctx, [sources.replaced(ctx, etag, begun)]);
  return done.ok ? { value: begun, etag: done.value[0] ?? '' } : undefined;
};

const changed = (before: Source, changes: SourceChanges): Source => {
  const value = {
    ...before,
    displayName: changes.displayName ?? before.displayName,
    filter: changes.filter ?? before.filter,
    includeDisabled: changes.includeDisabled ?? before.includeDisabled,
    includeHidden: changes.includeHidden ?? before.includeHidden,
    includePhotos: changes.includePhotos ?? before.includePhotos,
    settings: changes.settings ?? before.settings,
    ...(changes.appAudience === undefined ? {} : { appAudience: changes.appAudience }),
  };
  // [S4] Another user's contacts: he has to sign in himself, and what is written just now for the former is not his.
  const isAnotherUser = before.kind === 'office-365' && !isSame(before, value);
  if (isAnotherUser) delete value.signedInAt;
  if (isAnotherUser || changes.password !== undefined) {
    value.passwordVersion = before.passwordBegun ?? lastPasswordOf(before) + 1;
    delete value.passwordBegun;
  }
  // Judged by `problemsOf`: the settings are those of the source's kind.
  return value as Source;
};

const isSame = (a: Source, b: Pick<Source, 'settings'>): boolean =>
  canonicalJson(a.settings) === canonicalJson(b.settings);

/** The password goes with its place: nobody shall have the one that we keep sent to a server of his choice. */
const problemsOf = (
  before: Source,
  { settings, password, appAudience }: SourceChanges,
): readonly FieldProblem[] => {
  const { hasPassword } = sourceKindTable[before.kind];
  if (!hasPassword && password !== undefined) return [{ pointer: '/password', rule: 'unknown-field' }];
  // Personal contacts are their own user's.
  if (before.kind === 'office-365' && appAudience !== undefined) {
    return [{ pointer: '/appAudience', rule: 'unknown-field' }];
  }
  if (settings === undefined) return [];
  if (!fitsKind(before, settings)) return [{ pointer: '/settings', rule: 'not-accepted' }];
  return hasPassword && password === undefined && !isSame(before, { settings })
    ? [{ pointer: '/password', rule: 'required' }]
    : [];
};

const fitsKind = ({ kind }: Source, settings: Source['settings']): boolean =>
  settingsSchemas[kind].safeParse(settings).success;

const readingAfter = (before: Source, after: Source): readonly Message[] => {
  if (sourceKindTable[after.kind].kept === 'by-hand') return [];
  const withoutPhotos = before.includePhotos && !after.includePhotos;
  const isRead =
    before.includePhotos !== after.includePhotos ||
    before.passwordVersion !== after.passwordVersion ||
    !isSame(before, after);
  return isRead ? [refreshMessage(after.id, { mode: withoutPhotos ? 'full' : undefined })] : [];
};
