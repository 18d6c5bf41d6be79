import { expect, it } from 'vitest';
import { onDemand } from './on-demand.ts';

interface Greeter {
  greet(name: string): Promise<string>;
  part(): Promise<string>;
}

const greeter: Greeter = { greet: async (name) => `hello ${name}`, part: async () => 'bye' };

it('loads the adapter once, at its first call', async () => {
  let loads = 0;
  const port = onDemand<Greeter>(async () => {
    loads++;
    return greeter;
  }, ['greet', 'part']);
  expect(loads).toBe(0);
  expect(await Promise.all([port.greet('Anna'), port.part()])).toEqual(['hello Anna', 'bye']);
  expect(loads).toBe(1);
});

it('tries again where loading failed', async () => {
  let loads = 0;
  const port = onDemand<Greeter>(async () => {
    if (loads++ === 0) throw new Error('not there');
    return greeter;
  }, ['greet', 'part']);
  await expect(port.part()).rejects.toThrow('not there');
  expect(await port.part()).toBe('bye');
});
