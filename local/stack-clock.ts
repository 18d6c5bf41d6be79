import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How far the stack's time has been moved; kept, so that a restart does not go back to before its own records. */
const fileOf = (stateDir: string) => join(stateDir, 'clock.json');

export const readClockOffset = (stateDir: string): number => {
  try {
    const { offsetMs } = JSON.parse(readFileSync(fileOf(stateDir), 'utf8')) as {
      readonly offsetMs?: unknown;
    };
    return typeof offsetMs === 'number' ? offsetMs : 0;
  } catch {
    return 0;
  }
};

export const writeClockOffset = (stateDir: string, offsetMs: number): void =>
  writeFileSync(fileOf(stateDir), JSON.stringify({ offsetMs }));
