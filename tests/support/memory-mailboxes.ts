import {
  type Mailboxes,
  type MailboxOperation,
  type MailboxOutcome,
  type MailboxRefusal,
  maxOperationsPerCall,
  maxOperationsPerMailbox,
} from '../../shared/imports/mailboxes.ts';
import { type MemoryMailbox, makeMemoryMailbox } from './memory-mailbox.ts';

/** What happens to an operation instead of, or besides, its effect. */
export type Fault =
  | { readonly kind: 'throttle'; readonly retryAfterMs: number; readonly when?: 'before' | 'after' }
  | { readonly kind: 'uncertain'; readonly when: 'before' | 'after' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'gone' | 'link-expired' }
  | { readonly kind: 'no-mailbox'; readonly reason: MailboxRefusal }
  | { readonly kind: 'tenant-refused'; readonly reason: 'consent-required' | 'access-blocked' }
  /** The worker dies. `before`: neither this operation nor the rest of its call happened; `after`: all of them did. */
  | { readonly kind: 'crash'; readonly when: 'before' | 'after' }
  /** A stand-still: the effect comes when `release` resolves, and with it the answer. */
  | { readonly kind: 'hang'; readonly until: Promise<void> }
  /** Something else happens just before, such as a user's act; then it goes on. */
  | { readonly kind: 'meanwhile'; readonly act: () => void };

/** A worker that dies: everything in its memory is lost. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export interface MemoryMailboxesOptions {
  /** Asked for each operation; `n` counts them over all calls, from 1. */
  readonly fault?: (operation: MailboxOperation, n: number) => Fault | undefined;
  /** Awaited between arrival and effect of a call, so that calls can overlap. */
  readonly latency?: () => Promise<void>;
}

type Mutable = { -readonly [Key in keyof MemoryMailboxesOptions]: MemoryMailboxesOptions[Key] };

const notCarriedOut = (fault: Fault): MailboxOutcome | undefined => {
  switch (fault.kind) {
    case 'throttle':
      return { status: 'throttled', retryAfterMs: fault.retryAfterMs };
    case 'uncertain':
      return { status: 'uncertain', reason: 'fault' };
    case 'refused':
      return { status: 'refused', code: fault.code };
    case 'gone':
    case 'link-expired':
      return { status: fault.kind };
    case 'no-mailbox':
      return { status: 'no-mailbox', reason: fault.reason };
    case 'tenant-refused':
      return { status: 'tenant-refused', reason: fault.reason, code: 'fault' };
    default:
      return undefined;
  }
};

/**
 * Mailboxes in memory that behave like Outlook behind Graph: change keys, delta with pages of 200 and echoes of own
 * writes, folders of a name only once, four requests of a mailbox at a time. Mailboxes exist once they are asked for,
 * except those in `missing`.
 */
export const makeMemoryMailboxes = (initial: MemoryMailboxesOptions = {}) => {
  const options: Mutable = { ...initial };
  let sequence = 0;
  const next = () => ++sequence;
  const kept = new Map<string, MemoryMailbox>();
  const missing = new Map<string, MailboxRefusal>();
  const running = new Map<string, number>();
  const counted = {
    calls: 0,
    requests: 0,
    overlaps: 0,
    kinds: new Map<string, number>(),
    mailboxes: new Map<string, number>(),
  };
  let dead = false;

  const mailbox = (id: string): MemoryMailbox => {
    const found = kept.get(id) ?? makeMemoryMailbox(next);
    kept.set(id, found);
    return found;
  };
  const up = (map: Map<string, number>, key: string, by = 1) => map.set(key, (map.get(key) ?? 0) + by);

  const effect = (operation: MailboxOperation): MailboxOutcome => {
    const refusal = missing.get(operation.mailbox);
    return refusal === undefined
      ? mailbox(operation.mailbox).carryOut(operation)
      : { status: 'no-mailbox', reason: refusal };
  };

  const one = async (
    operation: MailboxOperation,
    isBeyondLimit: boolean,
  ): Promise<MailboxOutcome | Fault> => {
    counted.requests++;
    up(counted.kinds, operation.kind);
    up(counted.mailboxes, operation.mailbox);
    if (isBeyondLimit) {
      counted.overlaps++;
      return { status: 'throttled', retryAfterMs: 1000 };
    }
    const fault = options.fault?.(operation, counted.requests);
    if (fault?.kind === 'crash') return fault;
    if (fault?.kind === 'hang') await fault.until;
    if (fault?.kind === 'meanwhile') fault.act();
    const instead = fault === undefined ? undefined : notCarriedOut(fault);
    if (instead === undefined) return effect(operation);
    if (fault !== undefined && 'when' in fault && fault.when === 'after') effect(operation);
    return instead;
  };

  const port: Mailboxes = {
    execute: async (_ctx, operations) => {
      if (operations.length > maxOperationsPerCall)
        throw new Error(`a call of ${operations.length} operations`);
      counted.calls++;
      // Side by side, two writes of one contact end in ErrorIrresolvableConflict: counted as being too many, too.
      const written = new Set<string>();
      const places = operations.map((operation) => {
        const id = operation.mailbox;
        up(running, id);
        const contact = 'contactId' in operation ? `${id}|${operation.contactId}` : undefined;
        const collides = contact !== undefined && written.has(contact);
        if (contact !== undefined) written.add(contact);
        return collides || (running.get(id) ?? 0) > maxOperationsPerMailbox;
      });
      await options.latency?.();
      try {
        const outcomes: MailboxOutcome[] = [];
        let crashed = false;
        for (const [n, operation] of operations.entries()) {
          const outcome = await one(operation, places[n] ?? false);
          if ('kind' in outcome) {
            crashed = true;
            if (outcome.kind === 'crash' && outcome.when === 'before') throw new Crash();
            effect(operation);
          } else outcomes.push(outcome);
        }
        if (crashed || dead) throw new Crash();
        return outcomes;
      } finally {
        for (const { mailbox: id } of operations) up(running, id, -1);
      }
    },
  };

  return {
    port,
    mailbox,
    /** Replaces faults and latency. */
    set: (changes: MemoryMailboxesOptions) =>
      Object.assign(options, { fault: undefined, latency: undefined }, changes),
    lose: (id: string, reason: MailboxRefusal = 'user-not-found') => {
      missing.set(id, reason);
      kept.delete(id);
    },
    restore: (id: string) => missing.delete(id),
    /** Calls answer no more, though they happen: the worker behind this port is dead. */
    kill: () => {
      dead = true;
    },
    get calls() {
      return counted.calls;
    },
    get requests() {
      return counted.requests;
    },
    /** Operations that came while four of their mailbox, or one of the same contact, were under way. */
    get overlaps() {
      return counted.overlaps;
    },
    of: (...kinds: readonly MailboxOperation['kind'][]) =>
      kinds.reduce((sum, kind) => sum + (counted.kinds.get(kind) ?? 0), 0),
    requestsOf: (id: string) => counted.mailboxes.get(id) ?? 0,
    get writes() {
      const reads = ['list', 'changes', 'find-tag', 'find-folder', 'read', 'list-categories'];
      return [...counted.kinds].reduce((sum, [kind, count]) => sum + (reads.includes(kind) ? 0 : count), 0);
    },
    resetCounters: () => {
      counted.calls = 0;
      counted.requests = 0;
      counted.overlaps = 0;
      counted.kinds.clear();
      counted.mailboxes.clear();
    },
  };
};
