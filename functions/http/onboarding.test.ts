import { expect, it } from 'vitest';
import type { Route } from '../../shared/http/contract.ts';
import { makeBench } from '../../shared/http/testing/bench.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { ConsentAnswer, ConsentOutcome } from '../../shared/tenants/finish-consent.ts';
import { onboardingRoutes } from './onboarding.ts';

const open = (outcome: ConsentOutcome = { kind: 'not-open' }, publicUrl = 'https://api.example') => {
  const answers: ConsentAnswer[] = [];
  const [start, finish] = onboardingRoutes({
    startConsent: async ({ ticket }) =>
      ticket === 'good'
        ? ok({ redirectTo: 'https://entra.example/x?state=s', cookie: 'c00kie', cookieSeconds: 600 })
        : err({ type: 'link-unusable' }),
    finishConsent: async (answer) => {
      answers.push(answer);
      return outcome;
    },
    publicUrl,
  }) as [Route, Route];
  return { start: makeBench(start), finish: makeBench(finish), answers };
};

it('[T2] a consent link leads on to Entra and leaves a cookie that no script and no other site can use', async () => {
  const { start } = open();
  const answer = await start.send({ url: '/onboarding/consent?ticket=good' });
  expect(answer).toMatchObject({
    status: 302,
    headers: {
      location: 'https://entra.example/x?state=s',
      'set-cookie': '__Host-switchboard-consent=c00kie; Max-Age=600; Path=/; HttpOnly; SameSite=Lax; Secure',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
  });
});

it('on plain loopback the cookie does without what needs https', async () => {
  const { start } = open(undefined, 'http://127.0.0.1:7071');
  const { headers } = await start.send({ url: '/onboarding/consent?ticket=good' });
  expect(headers['set-cookie']).toBe(
    'switchboard-consent=c00kie; Max-Age=600; Path=/; HttpOnly; SameSite=Lax',
  );
});

it.each(['/onboarding/consent?ticket=old', '/onboarding/consent'])(
  '[T2] %s tells how to get a new link',
  async (url) => {
    const { start } = open();
    const answer = await start.send({ url });
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.body).toContain('Dieser Link gilt nicht mehr');
    expect(answer.body).toContain('This link is no longer good');
  },
);

it('[T2] hands the redirect’s words and the browser’s cookie on, whatever else Entra adds', async () => {
  const { finish, answers } = open({ kind: 'set-up', company: 'Müller & <Söhne>', first: true });
  const answer = await finish.send({
    url: '/onboarding/callback?admin_consent=True&tenant=t&state=s&scope=a+b&session_state=1',
    headers: { cookie: 'x=1; __Host-switchboard-consent=c00kie', 'accept-language': 'en' },
  });
  expect(answers).toMatchObject([
    { adminConsent: 'True', tenant: 't', state: 's', error: undefined, cookie: 'c00kie' },
  ]);
  expect(answer.status).toBe(200);
  expect(answer.headers['set-cookie']).toContain('Max-Age=0');
  expect(answer.headers['content-language']).toBe('en');
  expect(answer.body).toContain('Müller &amp; &lt;Söhne&gt;');
  expect(String(answer.body).indexOf('The consent is given')).toBeLessThan(
    String(answer.body).indexOf('Die Zustimmung ist erteilt'),
  );
});

it.each([
  [{ kind: 'refused', code: 'AADSTS65004' }, 403, 'AADSTS65004'],
  [{ kind: 'access-blocked', code: 'AADSTS53003' }, 403, 'Ihre IT'],
  [{ kind: 'permissions-missing', missing: ['Contacts.ReadWrite'] }, 403, 'Contacts.ReadWrite'],
  [{ kind: 'unconfirmed' }, 503, 'noch einmal'],
  [{ kind: 'not-open' }, 400, 'neuen Link'],
] satisfies [ConsentOutcome, number, string][])(
  '[T2][T3] %o is answered %i with a page that says what to do',
  async (outcome, status, words) => {
    const { finish } = open(outcome);
    const answer = await finish.send({ url: '/onboarding/callback?error=x' });
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(words);
  },
);
