import type { Stack } from './stack.ts';

/** Where everything of a running stack is, by name; the control server adds itself. */
export const endpointsOf = ({ appUrl, services, clientId }: Stack): Record<string, string> => ({
  app: appUrl,
  docs: `${appUrl}/docs`,
  ...Object.fromEntries([...services].map(([name, { url }]) => [name, url])),
  clientId,
});
