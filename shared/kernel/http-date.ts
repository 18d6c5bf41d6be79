const fixdate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Epoch ms of an HTTP date (RFC 9110 IMF-fixdate, the one form that may be sent); undefined for anything else. */
export function fromHttpDate(text: string): number | undefined {
  const ms = fixdate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
