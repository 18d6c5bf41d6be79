import { parseArgs } from 'node:util';
import { playDemo } from './demo-stack.ts';
import { tellLicences } from './scene/licences-story.ts';

const help = `Tells over HTTP what the app and mailbox licences cost, from the trial to the cancellation. The last line is one JSON object
with the statements. Always in a stack of its own, as months go by on its clock.

  npm run demo:licences
`;

const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });

await playDemo({ help: values.help ? help : undefined, own: true }, async (endpoints, say) =>
  say(JSON.stringify(await tellLicences(endpoints, say))),
);
