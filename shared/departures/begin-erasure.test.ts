import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { quietMs } from './begin-erasure.ts';
import { gateMemoryMs } from './erasure-gate.ts';

it('[T5] keys are destroyed only when no invocation that began before can still be alive', () => {
  const { functionTimeout } = JSON.parse(
    readFileSync(new URL('../../host.json', import.meta.url), 'utf8'),
  ) as { functionTimeout: string };
  const [hours = 0, minutes = 0, seconds = 0] = functionTimeout.split(':').map(Number);
  expect(quietMs).toBeGreaterThan(((hours * 60 + minutes) * 60 + seconds) * 1000 + gateMemoryMs);
});
