/**
 * Everything that can be refused or go wrong as expected, told apart by `type`. The type is public: it is the last part
 * of the problem's URI (RFC 9457), so it never changes its meaning. `shared/http/problem-kinds.ts` says each in words.
 */
export type Failure =
  | Invalid
  | Unauthenticated
  | Forbidden
  | NotFound
  | UnknownAddress
  | MethodNotAllowed
  | Conflict
  | Stale
  | PreconditionRequired
  | IdempotencyKeyReused
  | RequestInProgress
  | TooLarge
  | UnsupportedMediaType
  | ConsentRequired
  | AccessBlocked
  | ShareUnusable
  | LicencesShort
  | LicencesInUse
  | SeatsShort
  | SubscriptionRequired
  | StartAgain
  | Throttled
  | Unavailable;

/**
 * A rule broken at a field. `pointer` is an RFC 6901 JSON pointer into the body, `?name` for a query parameter,
 * `header:name` for a header, `line:12/name` for a line of
 * a file and what the file calls the place.
 */
export interface FieldProblem {
  readonly pointer: string;
  /** Names a text of `shared/http/messages.ts`. */
  readonly rule: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export type Invalid = { readonly type: 'invalid'; readonly errors: readonly FieldProblem[] };
export type Unauthenticated = {
  readonly type: 'unauthenticated';
  readonly reason: 'missing-token' | 'invalid-token' | 'expired-token';
};
export type Forbidden = { readonly type: 'forbidden'; readonly needs: readonly string[] };
/** Also the answer to another tenant's id: the two cannot be told apart. */
export type NotFound = { readonly type: 'not-found' };
/** No route has this path. */
export type UnknownAddress = { readonly type: 'unknown-address' };
/** The path is right, the method is none of its own. */
export type MethodNotAllowed = { readonly type: 'method-not-allowed'; readonly allowed: readonly string[] };
/** `reason` names the state that forbids it, e.g. `source-in-use`, `run-in-progress`. */
export type Conflict = { readonly type: 'conflict'; readonly reason: string };
export type Stale = { readonly type: 'stale' };
export type PreconditionRequired = { readonly type: 'precondition-required' };
export type IdempotencyKeyReused = { readonly type: 'idempotency-key-reused' };
export type RequestInProgress = { readonly type: 'request-in-progress' };
export type TooLarge = { readonly type: 'too-large'; readonly limit: number };
export type UnsupportedMediaType = { readonly type: 'unsupported-media-type'; readonly supported: string };
/** [T2] The tenant has not consented, or not to all: names what is missing and the link for an administrator. */
export type ConsentRequired = {
  readonly type: 'consent-required';
  readonly missingPermissions: readonly string[];
  readonly consentUrl?: string;
};
/** [T3] The company's conditional access refused: only its own IT can change that. */
export type AccessBlocked = { readonly type: 'access-blocked'; readonly code: string };
export type ShareUnusable = {
  readonly type: 'share-unusable';
  readonly reason: 'unknown' | 'revoked' | 'expired' | 'partner-not-allowed';
};
/** [L11] Too few licences: `needed` distinct mailboxes over all imports, this one included. */
export type LicencesShort = {
  readonly type: 'licences-short';
  readonly needed: number;
  readonly held: number;
  readonly missing: number;
};
/** [L11] Fewer licences than are in use were wanted: the ids of the imports that would pause. */
export type LicencesInUse = {
  readonly type: 'licences-in-use';
  readonly needed: number;
  readonly wanted: number;
  readonly imports: readonly string[];
};
/** [L6] All seats of the app are taken: `needed` with the one that is asked for. */
export type SeatsShort = {
  readonly type: 'seats-short';
  readonly needed: number;
  readonly held: number;
  readonly missing: number;
};
/** [L4][L7] No running app subscription entitles the user. */
export type SubscriptionRequired = {
  readonly type: 'subscription-required';
  readonly reason: 'none' | 'not-begun' | 'ended' | 'not-included' | 'no-seat' | 'seats-short';
};
/** [S9] From where the client stands it cannot be told any more what has changed. */
export type StartAgain = { readonly type: 'start-again'; readonly reason: 'too-old' | 'other-view' };
export type Throttled = {
  readonly type: 'throttled';
  readonly retryAfterSeconds: number;
  /** The limit of our own that is exceeded; without it a service behind us has said so. */
  readonly policy?: { readonly name: string; readonly quota: number; readonly windowSeconds: number };
};
/** A service that Switchboard depends on does not answer as it should; trying again later is right. */
export type Unavailable = { readonly type: 'unavailable'; readonly service: string };

export type FailureType = Failure['type'];
export type FailureOf<T extends FailureType> = Extract<Failure, { type: T }>;

export const notFound: NotFound = { type: 'not-found' };
export const stale: Stale = { type: 'stale' };
export const invalid = (...errors: readonly FieldProblem[]): Invalid => ({ type: 'invalid', errors });
export const conflict = (reason: string): Conflict => ({ type: 'conflict', reason });
