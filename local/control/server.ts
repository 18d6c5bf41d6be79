import { Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import { type Listening, listen } from '../emulators/loopback/listen.ts';
import { page, pageLanguage } from '../emulators/loopback/page.ts';
import type { Stack } from '../stack.ts';

const advance = z.strictObject({
  seconds: z
    .number()
    .min(0)
    .max(400 * 24 * 3600),
});

/** Moves time, fires timers, tells counts: what a demonstration needs and no production has. Loopback only. */
export const startControl = (
  stack: Stack,
  endpoints: () => Readonly<Record<string, string>>,
  port: number,
  /** Whether the opening scene still plays: what counts should wait for its end. */
  isPlaying: () => boolean = () => false,
): Promise<Listening> => {
  const app = new Hono();
  app.get('/', (c) => {
    const language = pageLanguage(c.req.header('accept-language'));
    const rows = Object.entries(endpoints()).map(
      ([name, url]) => html`<tr><th scope="row">${name}</th><td><a href="${url}">${url}</a></td></tr>`,
    );
    const title = language === 'de' ? 'Switchboard auf diesem Rechner' : 'Switchboard on this machine';
    return c.html(page(language, title, html`<table><tbody>${rows}</tbody></table>`));
  });
  app.get('/endpoints', (c) => c.json(endpoints()));
  app.get('/scene', (c) => c.json({ playing: isPlaying() }));
  app.get('/active-directory', (c) => {
    const { directory = { missing: 'this stack was started without it' } } = stack;
    return 'source' in directory ? c.json(directory.source) : c.json(directory, 404);
  });
  app.get('/counters', async (c) => c.json(await stack.counters(false)));
  app.post('/counters/reset', async (c) => c.json(await stack.counters(true)));
  app.post('/clock', async (c) => {
    const body = advance.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.json({ error: 'expected {"seconds": number}, forwards only' }, 400);
    return c.json(await stack.advanceClock(body.data.seconds * 1000));
  });
  app.post('/timers/:name', async (c) => {
    try {
      await stack.invokeTimer(c.req.param('name'));
      return c.json({ fired: c.req.param('name') });
    } catch (error) {
      return c.json({ error: error instanceof Error ? error.message : String(error) }, 404);
    }
  });
  return listen(app, port);
};
