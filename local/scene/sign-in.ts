import type { Api } from './api.ts';

export interface SignInOptions {
  /** Of the user who signs in; the link may be meant for somebody else. */
  readonly userId: string;
  /** What he says on Entra's page where he is asked; he accepts unless told. */
  readonly consent?: 'accept' | 'cancel';
}

/** The page that a user ends on, as his browser has it. */
export interface SignInPage {
  readonly status: number;
  readonly text: string;
  /** Where Entra has sent the browser back to, and its cookie: what a second attempt would need. */
  readonly callback: string;
  readonly cookie: string;
}

/**
 * [S4] A user's sign-in, click by click: the forwarded link, on to Entra, the account, his consent, and back. Cookies are
 * carried along as a browser would.
 */
export const walkSignIn = async (signInUrl: string, options: SignInOptions): Promise<SignInPage> => {
  const invitation = await fetch(signInUrl, { headers: { 'accept-language': 'en' } });
  const onward = /<a href="([^"]+)">/.exec(await invitation.text())?.[1]?.replaceAll('&amp;', '&');
  if (onward === undefined) throw new Error(`the sign-in link leads nowhere (${invitation.status})`);
  const start = await fetch(new URL(onward, signInUrl), { redirect: 'manual' });
  const cookie = (start.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const entra = start.headers.get('location') ?? '';
  const chosen = await fetch(entra, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ user: options.userId }),
  });
  const answered =
    chosen.headers.get('location') === null
      ? await fetch(entra, {
          method: 'POST',
          redirect: 'manual',
          body: new URLSearchParams({ user: options.userId, consent: options.consent ?? 'accept' }),
        })
      : chosen;
  const callback = answered.headers.get('location') ?? '';
  const done = await fetch(callback, { headers: { cookie, 'accept-language': 'en' }, redirect: 'manual' });
  return { status: done.status, text: await done.text(), callback, cookie };
};

/** The administrator makes the link and the user follows it to its end; throws where that is not the page of success. */
export const signInToSource = async (api: Api, sourceId: string, userId: string): Promise<void> => {
  const link = await api.expect(201, 'POST', `/v1/sources/${sourceId}/sign-in`);
  const page = await walkSignIn(link.body.signInUrl, { userId });
  if (page.status !== 200) throw new Error(`the sign-in failed: ${page.text}`);
};
