import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostedApp, startHostedApp } from '../testing/hosted-app.ts';

describe('the hooks of an app', () => {
  let app: HostedApp;
  const get = (name: string): Promise<Response> => fetch(`${app.url}/api/${name}`);

  beforeAll(async () => {
    app = await startHostedApp({ app: 'hooks-app.ts' });
  });
  afterAll(() => app.kill());

  it('for its start run before the host is ready', () => {
    expect(app.said()).toContain('appStart');
  });

  it('before an invocation may stop it', async () => {
    expect((await get('blocked')).status).toBe(500);
    expect(
      (await app.line((line) => line.function === 'blocked' && line.level === 'error')).exception?.message,
    ).toBe('blocked by a hook');
  });

  it('before an invocation may put another handler in place', async () => {
    expect(await (await get('replaced')).text()).toBe('replaced');
  });

  it('after an invocation see its error, and may heal it', async () => {
    const answer = await get('healed');
    expect([answer.status, await answer.text()]).toEqual([200, 'healed']);
    expect(app.said()).toContain('post healed Error: handler broke');
  });

  it('for the log may change a line before it is written', async () => {
    await get('said');
    expect(app.said()).toContain('a ***');
  });

  it('do not include functions that are registered once the app runs', async () => {
    expect((await get('late')).status).toBe(500);
    expect(
      (await app.line((line) => line.function === 'late' && line.level === 'error')).exception?.message,
    ).toContain('after the app has started');
  });

  it('for its end run when the host stops', async () => {
    expect(await app.stop()).toBe(0);
    expect(app.said()).toContain('appTerminate');
  });
});
