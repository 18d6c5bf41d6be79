import { parseArgs } from 'node:util';
import { playDemo } from './demo-stack.ts';
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

const { own, app } = values;
await playDemo({ help: values.help ? help : undefined, own, app }, async (endpoints, say) => {
  const result = await tellStory(endpoints, say);
  if (values.json) say(JSON.stringify(result));
});
