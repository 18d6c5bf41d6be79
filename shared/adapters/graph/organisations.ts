import * as z from 'zod';
import type { AccessBlocked, ConsentRequired, Unavailable } from '../../kernel/failures.ts';
import { err, ok } from '../../kernel/result.ts';
import type { Organisations } from '../../tenants/organisation.ts';
import type { AppTokens } from '../entra/token-client.ts';
import { graphUnavailable } from './graph-failure.ts';
import { needed } from './permissions.ts';
import type { Reader } from './reader.ts';

const organizationSchema = z.object({
  value: z
    .array(
      z.object({
        displayName: z.string().nullish(),
        countryLetterCode: z.string().nullish(),
        preferredLanguage: z.string().nullish(),
        verifiedDomains: z.array(z.object({ name: z.string(), isDefault: z.boolean().nullish() })).nullish(),
      }),
    )
    .min(1),
});

const path = '/organization?$select=id,displayName,countryLetterCode,preferredLanguage,verifiedDomains';

type Failure = ConsentRequired | AccessBlocked | Unavailable;

/** Short waits are slept through by the reader; a longer throttling is, for onboarding, unavailability. */
const known = (failure: Failure | { readonly type: 'throttled' | 'not-found' | 'link-expired' }): Failure =>
  failure.type === 'consent-required' || failure.type === 'access-blocked' || failure.type === 'unavailable'
    ? failure
    : graphUnavailable;

/**
 * [T2] The company by its own app-only token. Entra leaves country and language empty for many companies, and where the
 * app may read people only: then Germany and German, which is what its first customers are.
 */
export const makeOrganisations = (deps: {
  readonly reader: Reader;
  readonly tokens: AppTokens;
}): Organisations => ({
  read: async (ctx) => {
    const read = await deps.reader.get(ctx, path, organizationSchema, needed.organisation);
    if (!read.ok) return err(known(read.error));
    const [organization] = read.value.value;
    const domains = organization?.verifiedDomains ?? [];
    const country = organization?.countryLetterCode?.toUpperCase() ?? '';
    const language = organization?.preferredLanguage?.toLowerCase() ?? '';
    const defaultDomain = (domains.find(({ isDefault }) => isDefault === true) ?? domains[0])?.name ?? '';
    return ok({
      displayName: organization?.displayName ?? defaultDomain,
      countryCode: /^[A-Z]{2}$/.test(country) ? country : 'DE',
      preferredLanguage: language === '' || language.startsWith('de') ? 'de' : 'en',
      defaultDomain,
    });
  },

  grantedPermissions: async (ctx) => {
    // Fresh: the question is what the tenant grants now, and a cached token tells what it granted an hour ago.
    const token = await deps.tokens.token(ctx, { fresh: true });
    return token.ok ? ok(token.value.permissions) : err(known(token.error));
  },
});
