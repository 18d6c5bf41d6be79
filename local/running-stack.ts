import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Endpoints } from './scene/api.ts';

const endpointsSchema = z.record(z.string(), z.string());

/**
 * Where the stack is that runs on the state in this folder; undefined where none does. After a crash the file names
 * addresses that another checkout's stack may have by now: only the one that names this folder counts.
 */
export const findRunningStack = async (stateDir: string): Promise<Endpoints | undefined> => {
  try {
    const written = endpointsSchema.parse(
      JSON.parse(await readFile(join(stateDir, 'endpoints.json'), 'utf8')),
    );
    const answer = await fetch(`${written['control']}/endpoints`, { signal: AbortSignal.timeout(1000) });
    const running = endpointsSchema.parse(await answer.json());
    return running['state'] === stateDir ? running : undefined;
  } catch {
    return undefined;
  }
};
