import { parseArgs } from 'node:util';
import { openDemoStack } from './demo-stack.ts';
import { tellStory } from './scene/story.ts';

const help = `Tells the whole story over HTTP: a company shares its people, a partner's mailboxes fill, tomorrow's run writes nothing,
a change reaches every mailbox. Uses the stack that runs ("npm start"), else one of its own that it forgets afterwards.

  npm run demo [-- --json] [--own] [--app <main.mjs>]
  --json   the last line is one JSON object with the figures
  --own    a stack of its own even if one runs
  --app    in a stack of its own: the application as it is packaged, instead of its sources
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    own: { type: 'boolean', default: false },
    app: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);

const main = async (): Promise<void> => {
  if (values.help) {
    say(help);
    return;
  }
  const running = await openDemoStack({ own: values.own, app: values.app, say });
  try {
    const result = await tellStory(running.endpoints, say);
    if (values.json) say(JSON.stringify(result));
  } finally {
    await running.close();
  }
};

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
