import { deadLettersBody, deadLettersContract } from './dead-letters-contract.ts';
import { makeMemoryDeadLetters } from './memory-dead-letters.ts';

deadLettersContract('memory', async () => {
  const deadLetters = makeMemoryDeadLetters();
  return {
    deadLetters,
    kill: async (count) => {
      for (let n = 0; n < count; n++) deadLetters.put({ messageId: `m${n}`, body: deadLettersBody });
    },
  };
});
