import { parseArgs } from 'node:util';
import { openDemoStack } from './demo-stack.ts';
import { tellLicences } from './scene/licences-story.ts';

const help = `Tells over HTTP what the app and mailbox licences cost, from the trial to the cancellation. The last line is one JSON object
with the statements. Always in a stack of its own, as months go by on its clock.

  npm run demo:licences
`;

const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
const say = (line: string) => process.stdout.write(`${line}\n`);

const main = async (): Promise<void> => {
  if (values.help) {
    say(help);
    return;
  }
  const running = await openDemoStack({ own: true, say: () => {} });
  try {
    say(JSON.stringify(await tellLicences(running.endpoints, say)));
  } finally {
    await running.close();
  }
};

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
