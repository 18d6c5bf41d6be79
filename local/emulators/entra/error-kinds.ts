export interface ErrorKind {
  readonly status: 400 | 401;
  /** The OAuth error code: what clients branch on. */
  readonly error: string;
  readonly suberror?: string;
  readonly text: (detail: string) => string;
}

const blocked = (text: string): ErrorKind => ({
  status: 400,
  error: 'interaction_required',
  suberror: 'message_only',
  text: () => text,
});

/** The AADSTS errors this Entra gives, with the OAuth code and status that the real one pairs them with. */
export const errorKinds = {
  50011: {
    status: 400,
    error: 'invalid_request',
    text: (uri) =>
      `The redirect URI '${uri}' specified in the request does not match the redirect URIs configured for the application.`,
  },
  50020: {
    status: 400,
    error: 'invalid_grant',
    text: (user) => `User account '${user}' does not exist in tenant and cannot access the application.`,
  },
  50034: {
    status: 400,
    error: 'login_required',
    text: (user) => `The user account ${user} does not exist in the directory.`,
  },
  50055: { status: 400, error: 'invalid_grant', text: () => 'The password is expired.' },
  50057: { status: 400, error: 'invalid_grant', text: () => 'The user account is disabled.' },
  50058: {
    status: 400,
    error: 'login_required',
    text: () => 'A silent sign-in request was sent but no user is signed in.',
  },
  50059: {
    status: 400,
    error: 'invalid_request',
    text: () =>
      'No tenant-identifying information found in either the request or implied by any provided credentials.',
  },
  50076: {
    status: 400,
    error: 'invalid_grant',
    suberror: 'basic_action',
    text: () =>
      'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
  },
  50173: {
    status: 400,
    error: 'invalid_grant',
    text: () => 'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
  },
  53000: blocked(
    'Device is not in required device state: not compliant. Conditional Access policy requires a compliant device.',
  ),
  53003: blocked(
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  ),
  530003: blocked('Your device is required to be managed to access this resource.'),
  54005: {
    status: 400,
    error: 'invalid_grant',
    text: () => 'OAuth2 Authorization code was already redeemed, please retry with a new valid code.',
  },
  65001: {
    status: 400,
    error: 'invalid_grant',
    suberror: 'consent_required',
    text: (client) =>
      `The user or administrator has not consented to use the application with ID '${client}'.`,
  },
  65004: { status: 400, error: 'access_denied', text: () => 'User declined to consent to access the app.' },
  70000: {
    status: 400,
    error: 'invalid_grant',
    text: () => 'Provided grant is invalid or malformed.',
  },
  70003: {
    status: 400,
    error: 'unsupported_grant_type',
    text: (grant) => `The app requested an unsupported grant type '${grant}'.`,
  },
  70008: {
    status: 400,
    error: 'invalid_grant',
    text: () =>
      'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request.',
  },
  70011: {
    status: 400,
    error: 'invalid_scope',
    text: (scope) =>
      `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  },
  90002: {
    status: 400,
    error: 'invalid_request',
    text: (tenant) =>
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
  },
  90014: {
    status: 400,
    error: 'invalid_request',
    text: (field) => `The required field '${field}' is missing from the credential.`,
  },
  90023: { status: 400, error: 'invalid_request', text: (what) => `Invalid request: ${what}.` },
  90094: {
    status: 400,
    error: 'consent_required',
    text: () => 'The grant requires administrator permission: sign in as an administrator of the tenant.',
  },
  500011: {
    status: 400,
    error: 'invalid_resource',
    text: (resource) => `The resource principal named ${resource} was not found in the tenant.`,
  },
  501481: {
    status: 400,
    error: 'invalid_grant',
    text: () => 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },
  700016: {
    status: 400,
    error: 'unauthorized_client',
    text: (client) =>
      `Application with identifier '${client}' was not found in the directory. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
  },
  700021: {
    status: 401,
    error: 'invalid_client',
    text: () => "Client assertion application identifier doesn't match 'client_id' parameter.",
  },
  700023: {
    status: 401,
    error: 'invalid_client',
    text: () => 'Client assertion audience claim does not match the token endpoint or the issuer.',
  },
  700024: {
    status: 401,
    error: 'invalid_client',
    text: () => 'Client assertion is not within its valid time range.',
  },
  700027: {
    status: 401,
    error: 'invalid_client',
    text: (why) =>
      `The certificate with identifier used to sign the client assertion is not registered on application, or the assertion is not valid: ${why}.`,
  },
  700082: {
    status: 400,
    error: 'invalid_grant',
    text: () => 'The refresh token has expired due to inactivity.',
  },
  700054: {
    status: 400,
    error: 'unsupported_response_type',
    text: (type) => `response_type '${type}' is not enabled for the application.`,
  },
  900144: {
    status: 400,
    error: 'invalid_request',
    text: (field) => `The request body must contain the following parameter: '${field}'.`,
  },
  1002012: {
    status: 400,
    error: 'invalid_scope',
    text: (scope) =>
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  },
  7000215: {
    status: 401,
    error: 'invalid_client',
    text: () =>
      'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.',
  },
  7000218: {
    status: 401,
    error: 'invalid_client',
    text: () =>
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  9002325: {
    status: 400,
    error: 'invalid_request',
    text: () => 'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
  },
} as const satisfies Record<number, ErrorKind>;
