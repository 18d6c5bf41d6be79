import type { Stack } from './stack.ts';

/** Where everything of a running stack is, by name; the control server adds itself. */
export const endpointsOf = ({ appUrl, services, clientId, directory }: Stack): Record<string, string> => ({
  app: appUrl,
  docs: `${appUrl}/docs`,
  ...Object.fromEntries([...services].map(([name, { url }]) => [name, url])),
  ...(directory !== undefined && 'url' in directory ? { activeDirectory: directory.url } : {}),
  clientId,
});
