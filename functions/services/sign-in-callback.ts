import type { Config } from '../../shared/config/config.ts';

/** Registered with the app as a redirect URI of type "web": where Entra sends a user back to [S4]. */
export const signInCallback = ({ publicUrl }: Pick<Config, 'publicUrl'>): string =>
  `${publicUrl}/sign-in/callback`;
