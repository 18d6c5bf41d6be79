import { paramsSchema, type Route } from './contract.ts';
import type { ProblemType } from './problem-kind.ts';
import { problemKinds } from './problem-kinds.ts';

/** Every problem that a route can answer: its use case's own, and what the pipeline adds by the contract. */
export const possibleProblems = (route: Route): readonly ProblemType[] => {
  const types = new Set<ProblemType>(['invalid', 'throttled', ...route.errors, 'internal-error']);
  const when = (applies: boolean, ...added: readonly ProblemType[]) => {
    for (const type of applies ? added : []) types.add(type);
  };
  when(route.access !== 'public', 'unauthenticated', 'forbidden', 'unavailable');
  when(route.access !== 'public' && route.whileErasing !== true, 'conflict');
  when(Object.keys(paramsSchema(route).shape).length > 0, 'not-found');
  when(route.body !== undefined, 'unsupported-media-type');
  when(route.method !== 'GET', 'too-large');
  when(route.precondition === 'required', 'precondition-required');
  when(route.idempotent === true, 'idempotency-key-reused', 'request-in-progress');
  return [...types].toSorted((a, b) => problemKinds[a].status - problemKinds[b].status);
};
