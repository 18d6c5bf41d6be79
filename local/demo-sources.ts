import { parseArgs } from 'node:util';
import { openDemoStack } from './demo-stack.ts';
import { tellSources } from './scene/sources-story.ts';

const help = `Tells how one share is fed by every kind of source, over HTTP: each is read, people whom several know become one
contact, a partner's mailboxes fill, the phone shows the right name. Uses the stack that runs ("npm start"), else one of its
own that it forgets afterwards. Active Directory is a real slapd (apt-get install slapd openssl), or left out.

  npm run demo:sources [-- --own]
  --own    a stack of its own even if one runs

The last line is one JSON object with the figures.
`;

const { values } = parseArgs({
  options: {
    own: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);

const main = async (): Promise<void> => {
  if (values.help) {
    say(help);
    return;
  }
  const running = await openDemoStack({ own: values.own, directory: true, say });
  try {
    say(JSON.stringify(await tellSources(running.endpoints, say)));
  } finally {
    await running.close();
  }
};

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
