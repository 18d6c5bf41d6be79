/** Names of places and `UTC`: abbreviations and offsets are not what a tenant's nights can be reckoned by. */
const form = /^(?:[A-Z][A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){1,2}|UTC)$/;

/** Whether this is a time zone of the IANA list, as the runtime knows it. */
export const isTimeZone = (name: string): boolean => {
  if (!form.test(name)) return false;
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

export const defaultTimeZone = 'Europe/Berlin';
