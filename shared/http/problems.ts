import type { Language } from '../kernel/tenant-context.ts';
import type { OutgoingResponse } from './exchange.ts';
import type { ProblemOf, ProblemType } from './problem-kind.ts';
import { problemKinds } from './problem-kinds.ts';

export const problemMediaType = 'application/problem+json';

/** An RFC 9457 document with our members. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly correlationId: string;
  readonly errors?: readonly { readonly pointer: string; readonly rule: string; readonly detail: string }[];
  readonly [extra: string]: unknown;
}

/** What the answer is told about the request that failed. */
export interface Asked {
  readonly language: Language;
  readonly correlationId: string;
  /** Path of the request. */
  readonly instance?: string;
}

export const problemDocument = <T extends ProblemType>(
  problem: ProblemOf<T> & { readonly type: T },
  asked: Asked,
): ProblemDocument => {
  const kind = problemKinds[problem.type];
  return {
    type: `/problems/${problem.type}`,
    title: kind.title[asked.language],
    status: kind.status,
    detail: (kind.detail?.(problem) ?? kind.meaning)[asked.language],
    ...(asked.instance !== undefined && { instance: asked.instance }),
    correlationId: asked.correlationId,
    ...kind.extras?.(problem, asked.language),
  };
};

export const problemResponse = <T extends ProblemType>(
  problem: ProblemOf<T> & { readonly type: T },
  asked: Asked,
): OutgoingResponse => {
  const kind = problemKinds[problem.type];
  return {
    status: kind.status,
    headers: {
      'content-type': problemMediaType,
      'content-language': asked.language,
      ...kind.headers?.(problem),
    },
    body: JSON.stringify(problemDocument<T>(problem, asked)),
  };
};
