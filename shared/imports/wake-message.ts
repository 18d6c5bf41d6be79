import type { ImportId } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';

/**
 * Asks for the runs that a tenant's imports missed while something held them: access lost, licences short. Goes into the
 * commit that ends the hold; with an id where that is about this import alone.
 */
export const wakeMessage = (importId?: ImportId): Message => ({
  queue: 'import-wakeups',
  body: importId === undefined ? {} : { importId },
});
