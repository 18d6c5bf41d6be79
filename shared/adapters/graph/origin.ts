const publicOrigin = 'https://graph.microsoft.com';

/** What links of the service begin with: an emulator on http speaks of itself as the public one. */
export const graphOrigin = (url: string): string =>
  url.startsWith('https:') ? new URL(url).origin : publicOrigin;
