import type { Random } from '../kernel/ids.ts';

export const correlationHeader = 'x-correlation-id';

/** Letters, digits and a few signs: nothing that could break a log line, a header or hide an e-mail address. */
const sane = /^[A-Za-z0-9._~-]{1,64}$/;

/** The caller's own id where it is usable, else a new one. */
export const correlationId = (sent: string | null, random: Random): string =>
  sent !== null && sane.test(sent) ? sent : random.id();
