import type { Clock } from '../../../shared/kernel/clock.ts';
import type { Counts } from '../loopback/counts.ts';
import type { EntraApp } from './app.ts';
import type { PresentedClient } from './client-authentication.ts';
import type { Consents } from './consents.ts';
import type { Directory } from './directory.ts';
import type { Grants } from './grants.ts';
import type { Settings } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { ClientProof, Tokens } from './tokens.ts';

/** Everything that Entra's routes work with. */
export interface EntraServices {
  readonly app: EntraApp;
  readonly clock: Clock;
  readonly counts: Counts;
  readonly directory: Directory;
  readonly keys: SigningKeys;
  readonly consents: Consents;
  readonly grants: Grants;
  readonly settings: Settings;
  readonly tokens: Tokens;
  readonly authenticateClient: (presented: PresentedClient) => Promise<ClientProof>;
  /** The base URL that documents name; known once the server listens. */
  readonly publicUrl: () => string;
}
