import { dueErasuresContract } from './due-erasures-contract.ts';
import { makeMemoryDueErasures } from './memory-due-erasures.ts';

dueErasuresContract(async () => makeMemoryDueErasures());
