/** Whether an address is on this machine by its very name: no look-up, no other name that might resolve to it. */
export const isLoopback = (url: string): boolean =>
  ['127.0.0.1', 'localhost'].includes(URL.parse(url)?.hostname ?? '');
