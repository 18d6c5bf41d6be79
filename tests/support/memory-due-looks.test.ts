import { dueLooksContract } from './due-looks-contract.ts';
import { makeMemoryDueLooks } from './memory-due-looks.ts';

dueLooksContract(async () => makeMemoryDueLooks().dueLooks);
