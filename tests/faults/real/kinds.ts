import type { FaultEffect } from '../../../local/emulators/graph/traffic/faults.ts';
import type { RealWorld } from './world.ts';

type Strike = (world: RealWorld) => void;

const onContacts =
  (effect: FaultEffect, more: { readonly nth?: number; readonly count?: number } = {}): Strike =>
  ({ graph }) =>
    void graph.addFault({ effect, nth: 2, count: 1, match: { path: 'contact' }, ...more });

const throttled = (retryAfter: Extract<FaultEffect, { kind: 'throttle' }>['retryAfter']): Strike =>
  onContacts({ kind: 'throttle', retryAfter });

/** A handful of the simulation's kinds, as the emulators and a real socket play them; each meets the first run. */
export const realKinds: Readonly<Record<string, Strike>> = {
  '429 with seconds': throttled({ seconds: 7 }),
  '429 with minutes': throttled({ seconds: 200 }),
  '429 with a date': throttled({ dateInSeconds: 30 }),
  '429 with a date gone by': throttled({ dateInSeconds: -3600 }),
  '429 without a Retry-After': throttled('absent'),
  '429 with zero': throttled({ seconds: 0 }),
  '429 with less than zero': throttled({ seconds: -5 }),
  '429 with a day': throttled({ seconds: 99_999 }),
  '429 after the effect': onContacts({ kind: 'throttle', retryAfter: { seconds: 5 }, when: 'after' }),
  '503 before the effect': onContacts({ kind: 'serverError', status: 503, when: 'before' }, { count: 3 }),
  '503 after the effect': onContacts({ kind: 'serverError', status: 503, when: 'after' }, { count: 3 }),
  '504 after the effect': onContacts({ kind: 'serverError', status: 504, when: 'after' }, { nth: 5 }),
  'a token that has expired': onContacts({ kind: 'tokenExpired' }),
  'a connection torn before': onContacts({ kind: 'reset', when: 'before' }),
  'answers of Graph lost': onContacts({ kind: 'reset', when: 'after' }, { count: 2 }),
  'an answer of Graph too late': onContacts({ kind: 'slow', ms: 900 }),
  'a delay': onContacts({ kind: 'slow', ms: 100 }, { count: 2 }),
  'connections refused': ({ refused }) => {
    refused.left = 2;
  },
  'answers to commits lost': ({ tableFaults }) => void tableFaults.push('answer-lost', 'answer-lost'),
  'a commit that never arrives': ({ tableFaults }) => void tableFaults.push('never-arrived'),
  'a commit that lands late': ({ tableFaults }) => void tableFaults.push('lands-late'),
  'everything delivered twice': ({ twice }) => {
    twice.always = true;
  },
};
