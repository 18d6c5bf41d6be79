import * as z from 'zod';
import { fromIso } from '../../kernel/clock.ts';
import type { Session } from './session.ts';

/** Where a read ended: what changed since can be asked of this very controller only, whose numbers these are. */
const linkSchema = z.strictObject({
  controller: z.string(),
  invocationId: z.string(),
  base: z.string(),
  usn: z.string().regex(/^\d{1,19}$/),
  fullReadAt: z.iso.datetime(),
});
export type Link = z.infer<typeof linkSchema>;

/**
 * Changes do not tell who was deleted or moved away: everybody is read as often as this. Shorter than a day, or the nightly
 * read that comes a moment earlier than the last, or on a day of 23 hours, would leave them for another night.
 */
const fullReadEveryMs = 20 * 60 * 60 * 1000;

/** Undefined for what is no link, or has become too old. */
export const parseLink = (text: string, now: number): Link | undefined => {
  const parsed = linkSchema.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const age = now - fromIso(parsed.data.fullReadAt);
  // A clock that was set back must not make a link last.
  return age >= 0 && age < fullReadEveryMs ? parsed.data : undefined;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Whether the link's numbers mean anything to this controller. */
export const continues = (link: Link, { controller, base }: Session): boolean =>
  controller.dnsHostName === link.controller &&
  controller.invocationId === link.invocationId &&
  base === link.base &&
  controller.highestUsn !== undefined &&
  controller.highestUsn >= BigInt(link.usn);

/** None where the controller does not say who it is, or how far it is. */
export const linkAt = ({ controller, base }: Session, fullReadAt: string): string | undefined => {
  const { dnsHostName, invocationId, highestUsn } = controller;
  if (dnsHostName === undefined || invocationId === undefined || highestUsn === undefined) return undefined;
  const link: Link = { controller: dnsHostName, invocationId, base, usn: String(highestUsn), fullReadAt };
  return JSON.stringify(link);
};
