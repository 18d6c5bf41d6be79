import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import { expect, it } from 'vitest';
import { registerDueErasures } from './due-erasures.ts';

it('[T6] looks every hour for grace periods that have ended, and lets the platform know what fails', async () => {
  const registered: [string, TimerFunctionOptions][] = [];
  registerDueErasures({ timer: (...args) => void registered.push(args) }, () =>
    Promise.reject(new Error('tables down')),
  );
  const [[name, options] = [undefined, undefined]] = registered;
  expect([name, options?.schedule]).toEqual(['due-erasures', '0 20 * * * *']);
  await expect(options?.handler({ isPastDue: false } as Timer, {} as InvocationContext)).rejects.toThrow(
    'tables down',
  );
});
