import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import { expect, it } from 'vitest';
import { registerDueImports } from './due-imports.ts';

const fire = async (dispatchRuns: () => Promise<number>) => {
  const registered: [string, TimerFunctionOptions][] = [];
  registerDueImports({ timer: (...args) => void registered.push(args) }, dispatchRuns);
  const [[name, options] = [undefined, undefined]] = registered;
  await options?.handler({ isPastDue: false } as Timer, {} as InvocationContext);
  return { name, options };
};

it('[I2] looks for due imports every five minutes, and waits until they are queued', async () => {
  let queued = false;
  const { name, options } = await fire(async () => {
    await Promise.resolve();
    queued = true;
    return 1;
  });
  expect(name).toBe('due-imports');
  expect(options?.schedule).toBe('0 */5 * * * *');
  expect(queued).toBe(true);
});

it('a failed look is the platform’s to know', async () => {
  await expect(fire(() => Promise.reject(new Error('tables down')))).rejects.toThrow('tables down');
});
