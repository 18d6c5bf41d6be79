import type { Message } from '../kernel/messages.ts';

/**
 * Asks for the runs that a tenant's imports missed while something held them: access lost, licences short. Goes into the
 * commit that ends the hold.
 */
export const wakeMessage = (): Message => ({ queue: 'import-wakeups', body: {} });
