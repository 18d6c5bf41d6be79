const minute = 60_000;

/**
 * Waits between tries, growing: greylisting passes within minutes, a mail server's outage within hours. After a day the mail
 * has lost its use and the notification fails.
 */
const delays = [1, 5, 15, 60, 240, 480, 720].map((minutes) => minutes * minute);

/** Milliseconds to wait after a passing refusal, by tries made before it; undefined when it was the last. */
export const retryDelayMs = (attemptsBefore: number): number | undefined => delays[attemptsBefore];
