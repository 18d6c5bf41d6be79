import * as z from 'zod';
import type { FailureOf, FailureType } from '../kernel/failures.ts';
import type { Result } from '../kernel/result.ts';
import type { Language, TenantContext } from '../kernel/tenant-context.ts';
import type { Access } from './access.ts';
import type { BodySchema, RawBody, RawBodySchema } from './body.ts';
import type { IncomingRequest } from './exchange.ts';
import type { RouteLimit } from './limit-policies.ts';
import type { ListPage } from './paging.ts';
import type { Principal } from './principal.ts';
import type { Replies, Reply, ReplyFor } from './reply.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Precondition = 'required' | 'optional';

/** What is known of a caller who need not be known. */
export interface PublicContext {
  readonly correlationId: string;
  readonly language: Language;
}

/** What a handler is given. `etag` is the caller's `If-Match`, to be judged by `matches` of etag.ts. */
export interface HandlerInput<Ctx, Who, Params, Query, Body, Etag, Page> {
  readonly ctx: Ctx;
  readonly principal: Who;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly etag: Etag;
  readonly page: Page;
  readonly request: IncomingRequest;
}

interface Common {
  /** Unique; also the function's name at the host. Letters, digits, dash. */
  readonly operationId: string;
  readonly method: Method;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** May be sent with an `Idempotency-Key`: what it creates has `ctx.commandId` as its id. */
  readonly idempotent?: true;
  /** Largest body in bytes; 256 KB unless told. */
  readonly maxBodyBytes?: number;
  /** [T6] Answered also while everything of the tenant is being erased; all else is refused then. */
  readonly whileErasing?: true;
  /** How often a tenant may call it; by its method unless told. */
  readonly limit?: RouteLimit;
}

/** A contract with its types forgotten: what the pipeline, the OpenAPI document and the registration work on. */
export interface Route extends Common {
  readonly path: string;
  readonly access: Access;
  readonly params?: z.ZodObject | undefined;
  readonly query?: z.ZodObject | undefined;
  readonly body?: BodySchema | undefined;
  readonly replies: Replies;
  readonly errors: readonly FailureType[];
  readonly precondition?: Precondition | undefined;
  readonly paged?: true | undefined;
  // A method, so that a handler of narrower input fits: the pipeline gives it only what the schemas have passed.
  handler(
    input: HandlerInput<
      TenantContext | PublicContext,
      Principal | undefined,
      unknown,
      unknown,
      unknown,
      string | undefined,
      ListPage | undefined
    >,
  ): Promise<Result<Reply, FailureOf<FailureType>>>;
}

type Placeholder<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

type ParamsOf<Path extends string, P> = P extends z.ZodObject
  ? z.output<P>
  : Readonly<Record<Placeholder<Path>, string>>;
type QueryOf<Q> = Q extends z.ZodObject ? z.output<Q> : Readonly<Record<never, never>>;
type BodyOf<B> = B extends z.ZodType ? z.output<B> : B extends RawBodySchema ? RawBody : undefined;
type EtagOf<Pre> = Pre extends 'required' ? string : Pre extends 'optional' ? string | undefined : undefined;

export interface RouteContract<
  Path extends string,
  A,
  P,
  Q,
  B,
  R extends Replies,
  E extends FailureType,
  Pre,
  Paged,
> extends Common {
  /** With placeholders: `/v1/shares/{shareId}`. Reserved by the host: /admin, /runtime. */
  readonly path: Path;
  readonly access: A;
  /** Only where a placeholder is more than a text: what does not fit is answered as not found. */
  readonly params?: P;
  /** Strict by `z.strictObject`; without it no query parameter is taken. */
  readonly query?: Q;
  readonly body?: B;
  /** Body by status of success: a zod schema, or what a raw answer is. */
  readonly replies: R;
  /** Failures of the use case; those of the pipeline itself need not be named. */
  readonly errors: readonly E[];
  /** Whether `If-Match` is demanded (428 without it) or merely taken. */
  readonly precondition?: Pre;
  /** A list: takes `limit` and `cursor`, hands them to the handler as `page`. */
  readonly paged?: Paged;
  readonly handler: (
    input: HandlerInput<
      A extends 'public' ? PublicContext : TenantContext,
      A extends 'public' ? undefined : Principal,
      ParamsOf<Path, P>,
      QueryOf<Q>,
      BodyOf<B>,
      EtagOf<Pre>,
      Paged extends true ? ListPage : undefined
    >,
  ) => Promise<Result<ReplyFor<NoInfer<R>>, FailureOf<NoInfer<E>>>>;
}

/** States a route. A failure of the use case that `errors` does not name, or a reply of no schema, does not compile. */
export const defineRoute = <
  const Path extends string,
  const A extends Access,
  R extends Replies,
  const E extends FailureType,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends BodySchema | undefined = undefined,
  const Pre extends Precondition | undefined = undefined,
  const Paged extends true | undefined = undefined,
>(
  contract: RouteContract<Path, A, P, Q, B, R, E, Pre, Paged>,
): Route => contract;

/** Names of the placeholders of a path, in order. */
export const placeholders = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');

/** The schema of a route's placeholders: its own, or any text that an id can be. */
export const paramsSchema = (route: Route): z.ZodObject =>
  route.params ??
  z.strictObject(
    Object.fromEntries(placeholders(route.path).map((name) => [name, z.string().min(1).max(128)])),
  );
