import { describe } from 'vitest';
import { makeMemorySourceContacts } from './memory-source-contacts.ts';
import { sourceContactsContract } from './source-contacts-contract.ts';

describe('contacts of sources in memory', () => {
  sourceContactsContract(async () => makeMemorySourceContacts());
});
