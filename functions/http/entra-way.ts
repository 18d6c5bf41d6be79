import * as z from 'zod';
import { callerAddress } from '../../shared/http/caller-address.ts';
import type { HeaderReader } from '../../shared/http/exchange.ts';
import { type RawReply, redirect } from '../../shared/http/reply.ts';

const page = { raw: 'text/html', description: 'A page in German and English.' } as const;
/** Entra adds parameters as it likes: others are let pass, unread. */
const text = z.string().max(4096).optional().catch(undefined);

/** Of pages that a link leads to. */
export const ticketQuery = z.looseObject({ ticket: text });
export const invitationReplies = { 200: page, 400: page } as const;
export const awayReplies = {
  302: { raw: 'text/html', description: 'On to Entra’s page.' },
  400: page,
} as const;

/** What Entra brings back on every way; each has more of its own. */
const backQuery = z.looseObject({ state: text, error: text, error_description: text });
export const signInBackQuery = backQuery.extend({ code: text });
export const consentBackQuery = backQuery.extend({ admin_consent: text, tenant: text });
export const backReplies = { 200: page, 400: page, 403: page, 503: page } as const;

interface CameBack {
  readonly ctx: { readonly correlationId: string };
  readonly query: z.output<typeof backQuery>;
  readonly request: { readonly headers: HeaderReader };
}

/**
 * A browser's way over Entra's pages and back, whose halves a cookie of this name holds together. `publicUrl`: where this is
 * reached from outside; over https the cookie is bound to it.
 */
export const entraWay = (publicUrl: string, cookieName: string) => {
  const isSecure = publicUrl.startsWith('https:');
  // `__Host-`: kept only if set by this very host over https; plain http is loopback alone.
  const cookie = isSecure ? `__Host-${cookieName}` : cookieName;
  const withCookie = <Reply extends RawReply>(reply: Reply, value: string, seconds: number): Reply => {
    // Lax: Entra sends the browser back by a top-level GET, which brings it along.
    const kept = `Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
    return { ...reply, headers: { ...reply.headers, 'set-cookie': `${cookie}=${value}; ${kept}` } };
  };
  const read = (header: string | null): string | undefined =>
    header
      ?.split(';')
      .map((pair) => pair.trim())
      .find((pair) => pair.startsWith(`${cookie}=`))
      ?.slice(cookie.length + 1);
  return {
    away: (begun: {
      readonly redirectTo: string;
      readonly cookie: string;
      readonly cookieSeconds: number;
    }): RawReply<302> => withCookie(redirect(begun.redirectTo), begun.cookie, begun.cookieSeconds),
    /** What the browser brings back, all of it unproven. */
    broughtBack: ({ ctx, query, request: { headers } }: CameBack) => ({
      correlationId: ctx.correlationId,
      state: query.state,
      error: query.error,
      errorDescription: query.error_description,
      from: callerAddress(headers),
      cookie: read(headers.get('cookie')),
    }),
    /** The way is over, however it went. */
    back: <Reply extends RawReply>(reply: Reply): Reply => withCookie(reply, '', 0),
  };
};
