/** msal's `auth.authorityMetadata` for the production authority with every URL at `baseUrl`; msal fills in `{tenantid}`. */
export const authorityMetadata = (baseUrl: string): string =>
  JSON.stringify({
    issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    authorization_endpoint: `${baseUrl}/{tenantid}/oauth2/v2.0/authorize`,
    token_endpoint: `${baseUrl}/{tenantid}/oauth2/v2.0/token`,
    end_session_endpoint: `${baseUrl}/{tenantid}/oauth2/v2.0/logout`,
    jwks_uri: `${baseUrl}/{tenantid}/discovery/v2.0/keys`,
  });
