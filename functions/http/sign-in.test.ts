import { expect, it } from 'vitest';
import type { Route } from '../../shared/http/contract.ts';
import { makeBench } from '../../shared/http/testing/bench.ts';
import { tenantId } from '../../shared/kernel/ids.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import type { SignInAnswer, SignInOutcome } from '../../shared/sources/finish-sign-in.ts';
import { signInRoutes } from './sign-in.ts';

const ctx = systemContext(tenantId('11111111-0000-4000-8000-000000000001'), 'c');

const open = (outcome: SignInOutcome = { kind: 'not-open' }, publicUrl = 'https://api.example') => {
  const answers: SignInAnswer[] = [];
  const unusable = err({ type: 'link-unusable' } as const);
  const [, show, start, finish] = signInRoutes({
    createSignInLink: async () => ok({ signInUrl: 'https://api.example/sign-in?ticket=t', expiresAt: '' }),
    openSignInLink: async ({ ticket }) =>
      ticket === 'good'
        ? ok({ ctx, sourceId: '5' as never, company: 'Müller & <Söhne>', sourceName: 'Vertrieb' })
        : unusable,
    startSignIn: async ({ ticket }) =>
      ticket === 'good'
        ? ok({ redirectTo: 'https://entra.example/x?state=s', cookie: 'c00kie', cookieSeconds: 600 })
        : unusable,
    finishSignIn: async (answer) => {
      answers.push(answer);
      return outcome;
    },
    publicUrl,
  }) as [Route, Route, Route, Route];
  return { show: makeBench(show), start: makeBench(start), finish: makeBench(finish), answers };
};

it('[S4] a sign-in link shows in two languages what the user agrees to, before he is sent anywhere', async () => {
  const { show } = open();
  const answer = await show.send({ url: '/sign-in?ticket=good', headers: { 'accept-language': 'en' } });
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  expect(answer.headers['set-cookie']).toBeUndefined();
  for (const words of [
    'Müller &amp; &lt;Söhne&gt;',
    'offers these contacts to others',
    'in seinen Freigaben',
  ]) {
    expect(answer.body).toContain(words);
  }
  expect(answer.body).toContain('href="/sign-in/start?ticket=good"');
});

it('[S4] and leads on to Entra with a cookie that no script and no other site can use', async () => {
  const { start } = open();
  expect(await start.send({ url: '/sign-in/start?ticket=good' })).toMatchObject({
    status: 302,
    headers: {
      location: 'https://entra.example/x?state=s',
      'set-cookie': '__Host-switchboard-sign-in=c00kie; Max-Age=600; Path=/; HttpOnly; SameSite=Lax; Secure',
      'referrer-policy': 'no-referrer',
    },
  });
});

it.each(['/sign-in?ticket=old', '/sign-in', '/sign-in/start?ticket=old', '/sign-in/start'])(
  '[S4] %s tells how to get a new link',
  async (url) => {
    const { show, start } = open();
    const answer = await (url.startsWith('/sign-in/start') ? start : show).send({ url });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('Dieser Link gilt nicht mehr');
    expect(answer.body).toContain('This link is no longer good');
  },
);

it('[S4] hands the redirect’s words and the browser’s cookie on, whatever else Entra adds', async () => {
  const { finish, answers } = open({ kind: 'signed-in', company: 'Müller', sourceName: '<b>' });
  const answer = await finish.send({
    url: '/sign-in/callback?code=the-code&state=s&session_state=1&client_info=x',
    headers: { cookie: 'x=1; __Host-switchboard-sign-in=c00kie' },
  });
  expect(answers).toMatchObject([{ code: 'the-code', state: 's', error: undefined, cookie: 'c00kie' }]);
  expect(answer.status).toBe(200);
  expect(answer.headers['set-cookie']).toContain('Max-Age=0');
  expect(answer.body).toContain('&lt;b&gt;');
  expect(String(answer.body)).not.toMatch(/the-code|c00kie/);
});

it.each([
  [{ kind: 'refused', code: 'AADSTS65004' }, 403, 'AADSTS65004'],
  [{ kind: 'administrator-needed', code: 'AADSTS90094' }, 403, 'Contacts.Read'],
  [{ kind: 'access-blocked', code: 'AADSTS53003' }, 403, 'Ihre IT'],
  [{ kind: 'another-user' }, 403, 'eines anderen Benutzers'],
  [{ kind: 'unconfirmed' }, 503, 'noch einmal'],
  [{ kind: 'not-open' }, 400, 'neuen Link'],
] satisfies [SignInOutcome, number, string][])(
  '[S4][S6][T3] %o is answered %i with a page that says what to do',
  async (outcome, status, words) => {
    const { finish } = open(outcome);
    const answer = await finish.send({ url: '/sign-in/callback?error=x' });
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(words);
  },
);
