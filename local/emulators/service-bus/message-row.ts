import type { QueueMessage } from './rules/message.ts';

export interface MessageRow {
  readonly queue: string;
  readonly sequence: number;
  readonly id: string;
  readonly session_id: string | null;
  readonly content: Uint8Array;
  readonly enqueued_at: number;
  readonly due_at: number | null;
  readonly ttl_ms: number | null;
  readonly state: string;
  readonly delivery_count: number;
  /** 1 while a receiver holds it: a lock does not outlive the broker's process, its delivery does. */
  readonly locked: number;
  readonly dead_letter_reason: string | null;
  readonly dead_letter_description: string | null;
  readonly dead_letter_source: string | null;
}

export const toRow = (path: string, message: QueueMessage): MessageRow => ({
  queue: path,
  sequence: message.sequence,
  id: message.id,
  session_id: message.sessionId,
  content: message.content,
  enqueued_at: message.enqueuedAt,
  due_at: message.dueAt,
  ttl_ms: message.ttlMs,
  state: message.state,
  delivery_count: message.deliveryCount,
  locked: message.lock === null ? 0 : 1,
  dead_letter_reason: message.deadLetter?.reason ?? null,
  dead_letter_description: message.deadLetter?.description ?? null,
  dead_letter_source: message.deadLetter?.source ?? null,
});

export const fromRow = (row: MessageRow): QueueMessage => ({
  sequence: row.sequence,
  id: row.id,
  sessionId: row.session_id,
  content: row.content,
  enqueuedAt: row.enqueued_at,
  dueAt: row.due_at,
  ttlMs: row.ttl_ms,
  state: row.state as QueueMessage['state'],
  deliveryCount: row.delivery_count,
  lock: row.locked === 1 ? { token: `of an earlier process: ${row.sequence}`, until: 0 } : null,
  deadLetter:
    row.dead_letter_source === null
      ? null
      : {
          reason: row.dead_letter_reason,
          description: row.dead_letter_description,
          source: row.dead_letter_source,
        },
});
