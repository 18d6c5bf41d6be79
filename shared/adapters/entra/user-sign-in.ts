import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  type INetworkModule,
} from '@azure/msal-node';
import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { ReaderFailure } from '../../sources/source-reader.ts';
import type { UserSignIn, UserTokens } from '../../sources/user-sign-in.ts';
import type { AppCredential } from './app-credential.ts';
import { contactScopes } from './sign-in-url.ts';
import { makeTokenNetwork, RefusedToken } from './token-network.ts';
import { entraUnavailable } from './token-refusal.ts';
import { userTokenFailure } from './user-token-refusal.ts';

export interface UserSignInOptions {
  readonly clientId: string;
  /** e.g. `https://login.microsoftonline.com`. */
  readonly authority: string;
  readonly authorityMetadata?: string;
  /** Registered with the app as one of type "web"; Entra sends the user back there. */
  readonly redirectUri: string;
  readonly credential: () => Promise<AppCredential>;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

const claimsSchema = z.object({ tid: z.string(), oid: z.string() });
const answerSchema = z.object({ refresh_token: z.string().min(1).optional(), expires_in: z.coerce.number() });
type Answer = z.infer<typeof answerSchema>;

type Acquire = (app: ConfidentialClientApplication) => Promise<AuthenticationResult | null>;
type Redeemed = UserTokens & { readonly claims: unknown };

/**
 * Users' tokens through MSAL. It keeps refresh tokens to itself, in a cache for one process; ours rest in the vault. So each
 * redemption has an application of its own, whose cache goes with it, and the refresh token is read where the answer comes
 * in. The id token comes from Entra itself over TLS, and MSAL compares its nonce.
 */
export function makeUserSignIn(options: UserSignInOptions): Omit<UserSignIn, 'pageFor'> {
  const network = makeTokenNetwork(options);

  const redeemed = async (acquire: Acquire): Promise<Result<Redeemed, ReaderFailure>> => {
    let heard: Answer | undefined;
    const hearing: INetworkModule = {
      ...network,
      sendPostRequestAsync: async <T>(...asked: Parameters<INetworkModule['sendPostRequestAsync']>) => {
        const response = await network.sendPostRequestAsync<T>(...asked);
        heard = answerSchema.safeParse(response.body).data;
        return response;
      },
    };
    const credential = await options.credential();
    const app = new ConfidentialClientApplication({
      auth: {
        clientId: options.clientId,
        authority: `${options.authority}/organizations`,
        ...credential,
        ...(options.authorityMetadata === undefined ? {} : { authorityMetadata: options.authorityMetadata }),
      },
      system: { networkClient: hearing, disableInternalRetries: true },
    });
    try {
      const result = await acquire(app);
      if (result === null || heard === undefined) return err(entraUnavailable);
      const { refresh_token: refreshToken, expires_in: lifetimeSeconds } = heard;
      return ok({
        accessToken: result.accessToken,
        lifetimeSeconds,
        ...(refreshToken === undefined ? {} : { refreshToken }),
        claims: result.idTokenClaims,
      });
    } catch (error) {
      return err(error instanceof RefusedToken ? userTokenFailure(error.refusal) : entraUnavailable);
    }
  };

  const common = (ctx: TenantContext) => ({
    // MSAL adds `openid profile offline_access`.
    scopes: [...contactScopes],
    authority: `${options.authority}/${ctx.tenantId}`,
    correlationId: ctx.correlationId,
  });

  return {
    redeemCode: async (ctx, { code, verifier, nonce }) => {
      const answer = await redeemed((app) =>
        app.acquireTokenByCode({
          ...common(ctx),
          code,
          codeVerifier: verifier,
          redirectUri: options.redirectUri,
          nonce,
        }),
      );
      if (!answer.ok) return answer;
      const { claims, ...tokens } = answer.value;
      const about = claimsSchema.safeParse(claims);
      if (!about.success) return err(entraUnavailable);
      const { tid, oid } = about.data;
      return ok({ ...tokens, tenantId: tid.toLowerCase(), userId: oid.toLowerCase() });
    },
    redeemRefreshToken: async (ctx, refreshToken) => {
      const answer = await redeemed((app) =>
        app.acquireTokenByRefreshToken({ ...common(ctx), refreshToken }),
      );
      if (!answer.ok) return answer;
      const { claims: _claims, ...tokens } = answer.value;
      return ok(tokens);
    },
  };
}
