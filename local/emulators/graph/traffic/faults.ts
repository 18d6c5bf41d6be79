import { seededRandom } from '../random.ts';

/** What is done to a request; `after` means it took effect although the answer says otherwise. */
export type FaultEffect =
  | /** Refused, as the service does by rule; `after` for the rarer answer to what has happened already. */
  { readonly kind: 'throttle'; readonly retryAfter: RetryAfter; readonly when?: 'before' | 'after' }
  | {
      readonly kind: 'serverError';
      readonly status: 500 | 502 | 503 | 504;
      readonly when: 'before' | 'after';
      readonly retryAfter?: RetryAfter;
    }
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'tokenExpired' }
  | { readonly kind: 'deltaGone' }
  /** One of these, drawn anew each time. */
  | { readonly kind: 'anyOf'; readonly effects: readonly FaultEffect[] };

/** Seconds, an HTTP date so many seconds ahead, or no header. */
export type RetryAfter = { readonly seconds: number } | { readonly dateInSeconds: number } | 'absent';

export interface FaultRule {
  readonly effect: FaultEffect;
  readonly match?: {
    readonly method?: string;
    /** A regular expression on path and query below /v1.0, without regard to case. */
    readonly path?: string;
    /** Object id of the mailbox's owner. */
    readonly mailbox?: string;
  };
  /** Skips the matching requests before this one, counted from 1. */
  readonly nth?: number;
  /** At most so often; unlimited if absent. */
  readonly count?: number;
  /** Of each matching request, drawn with `seed`. */
  readonly probability?: number;
  readonly seed?: number;
}

export interface ActiveFault extends FaultRule {
  readonly id: number;
  readonly hits: number;
}

export interface FaultSubject {
  readonly method: string;
  readonly target: string;
  readonly mailbox: string | null;
}

export type Faults = ReturnType<typeof makeFaults>;

/** The rules in force, asked once per request or sub-request; the first that strikes decides. */
export function makeFaults() {
  const rules = new Map<number, ReturnType<typeof activeRule>>();
  let lastId = 0;
  return {
    /** @throws SyntaxError for a path that is no regular expression. */
    add(rule: FaultRule): number {
      lastId += 1;
      rules.set(lastId, activeRule(rule));
      return lastId;
    },
    clear(id?: number): void {
      if (id === undefined) rules.clear();
      else rules.delete(id);
    },
    list: (): readonly ActiveFault[] =>
      [...rules].map(([id, { rule, hits }]) => ({ ...rule, id, hits: hits() })),
    strike(subject: FaultSubject): Exclude<FaultEffect, { kind: 'anyOf' }> | null {
      for (const { strike } of rules.values()) {
        const effect = strike(subject);
        if (effect) return effect;
      }
      return null;
    },
  };
}

function activeRule(rule: FaultRule) {
  const { match = {}, nth = 1, count = Number.POSITIVE_INFINITY, probability = 1 } = rule;
  const path = match.path === undefined ? null : new RegExp(match.path, 'i');
  const random = seededRandom(rule.seed ?? 1);
  let seen = 0;
  let hits = 0;

  const fits = (subject: FaultSubject): boolean =>
    (match.method === undefined || match.method.toUpperCase() === subject.method) &&
    (path === null || path.test(subject.target)) &&
    (match.mailbox === undefined || match.mailbox.toLowerCase() === subject.mailbox) &&
    (rule.effect.kind !== 'deltaGone' || /\/delta\b/i.test(subject.target));

  function drawn(effect: FaultEffect): Exclude<FaultEffect, { kind: 'anyOf' }> | null {
    if (effect.kind !== 'anyOf') return effect;
    const one = effect.effects[Math.floor(random() * effect.effects.length)];
    return one ? drawn(one) : null;
  }

  return {
    rule,
    hits: () => hits,
    strike(subject: FaultSubject) {
      if (!fits(subject)) return null;
      seen += 1;
      if (seen < nth || hits >= count || random() >= probability) return null;
      hits += 1;
      return drawn(rule.effect);
    },
  };
}
