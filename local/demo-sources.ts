import { parseArgs } from 'node:util';
import { playDemo } from './demo-stack.ts';
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

const { own } = values;
await playDemo({ help: values.help ? help : undefined, own, directory: true }, async (endpoints, say) =>
  say(JSON.stringify(await tellSources(endpoints, say))),
);
