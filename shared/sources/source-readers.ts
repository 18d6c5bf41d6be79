import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Source } from './source.ts';
import { sourceKindTable } from './source-kinds.ts';
import type { SourcePasswords } from './source-passwords.ts';
import type { ReaderFailure, SourceReader } from './source-reader.ts';
import type { SettingsOf, SourceKind } from './source-settings.ts';
import type { AccessToken, OpenUserSession } from './user-sessions.ts';

/** The reader of each kind that can be read. A kind without one is not offered. */
export type SourceReaders = {
  readonly [Kind in SourceKind]?: SourceReader<SettingsOf<Kind> & WithPassword & WithSignIn>;
};

/** Beside the settings of a kind that has a password. */
export interface WithPassword {
  readonly password?: string;
}

/** Beside the settings of a kind that a user signs in to. */
export interface WithSignIn {
  readonly accessToken?: AccessToken;
}

type Bound<Call> = Call extends (ctx: TenantContext, settings: never, ...rest: infer Rest) => infer Answer
  ? (ctx: TenantContext, ...rest: Rest) => Answer
  : never;
type AnyReader = SourceReader<never>;

/** A reader with the settings of one source. */
export interface OpenedSource {
  readonly readPeople: Bound<AnyReader['readPeople']>;
  readonly photosOf?: Bound<NonNullable<AnyReader['photosOf']>>;
  readonly probe: Bound<AnyReader['probe']>;
}

/** Undefined: a source of this kind is kept by hand. Throws where one was created whose kind has no reader any more. */
export type OpenSource = (
  ctx: TenantContext,
  source: Source,
) => Promise<Result<OpenedSource, ReaderFailure> | undefined>;

export const makeOpenSource =
  (deps: {
    readonly readers: SourceReaders;
    readonly passwords: SourcePasswords;
    readonly openUserSession: OpenUserSession;
  }): OpenSource =>
  async (ctx, source) => {
    const { kept, hasPassword, hasSignIn } = sourceKindTable[source.kind];
    if (kept === 'by-hand') return undefined;
    // Kind and settings stand in one row, so they fit, which methods take on trust.
    const reader: SourceReader<unknown> | undefined = deps.readers[source.kind];
    if (reader === undefined) throw new Error(`no reader for sources of the kind ${source.kind}`);
    if (hasSignIn) {
      const session = await deps.openUserSession(ctx, source);
      return session.ok ? ok(bound(reader, { ...source.settings, accessToken: session.value })) : session;
    }
    if (!hasPassword) return ok(bound(reader, source.settings));
    const password = await deps.passwords.read(ctx, source);
    if (password === undefined) return err({ type: 'source-refused', reason: 'wrong-credentials' });
    return ok(bound(reader, { ...source.settings, password }));
  };

const bound = (reader: SourceReader<unknown>, settings: unknown): OpenedSource => {
  const { photosOf } = reader;
  return {
    readPeople: (ctx, link) => reader.readPeople(ctx, settings, link),
    ...(photosOf === undefined ? {} : { photosOf: (ctx, keys) => photosOf(ctx, settings, keys) }),
    probe: (ctx) => reader.probe(ctx, settings),
  };
};
