import type { InvocationContext } from '@azure/functions';
import * as z from 'zod';
import { fromIso } from '../../shared/kernel/clock.ts';
import { readTraceparent, type Traceparent } from '../../shared/kernel/traceparent.ts';

/** What the platform tells of a message beside its body. */
export interface Delivery {
  readonly messageId?: string;
  /** 1 on the first. */
  readonly count: number;
  /** Epoch ms; of a scheduled message the time at which it became due. */
  readonly enqueuedAt?: number;
  readonly traceparent?: Traceparent;
  /** How often the message was put off; 0: never. */
  readonly retry: number;
}

// Nothing here may keep a message from being handled: what cannot be read counts as absent.
const metadataSchema = z.object({
  messageId: z.coerce.string().optional().catch(undefined),
  deliveryCount: z.coerce.number().int().min(1).catch(1),
  enqueuedTimeUtc: z.iso.datetime({ offset: true }).optional().catch(undefined),
  applicationProperties: z
    .object({ traceparent: z.unknown().optional(), retry: z.number().int().min(0).catch(0) })
    .catch({ traceparent: undefined, retry: 0 }),
});

export const deliveryOf = (invocation: Pick<InvocationContext, 'triggerMetadata'>): Delivery => {
  const { messageId, deliveryCount, enqueuedTimeUtc, applicationProperties } = metadataSchema.parse(
    invocation.triggerMetadata ?? {},
  );
  const traceparent = readTraceparent(applicationProperties.traceparent);
  return {
    count: deliveryCount,
    retry: applicationProperties.retry,
    ...(messageId === undefined ? {} : { messageId }),
    ...(enqueuedTimeUtc === undefined ? {} : { enqueuedAt: fromIso(enqueuedTimeUtc) }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
};
