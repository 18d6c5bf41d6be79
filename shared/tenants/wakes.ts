import { wakeMessage } from '../imports/wake-message.ts';
import type { Message } from '../kernel/messages.ts';
import type { Tenant } from './tenant.ts';

/** [T6] What goes into the commit by which a company becomes active again: its imports make up for what they missed. */
export const wakesOf = (before: Tenant | undefined, after: Tenant): readonly Message[] =>
  before !== undefined && before.state !== 'active' && after.state === 'active' ? [wakeMessage()] : [];
