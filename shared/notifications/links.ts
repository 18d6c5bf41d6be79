/** The places in the portal that mails lead to. Ids only, never personal data: links are logged by many. */
export interface Links {
  readonly portal: string;
  /** Where an administrator gives or renews the consent. */
  readonly consent: string;
  /** [T6] Where a departure stands, and its certificate. */
  readonly departure: string;
  readonly licences: string;
  import(importId: string): string;
}

/** `portalUrl` is configuration, e.g. `https://portal.switchboard.example/`. */
export const makeLinks = (portalUrl: string): Links => {
  const base = portalUrl.endsWith('/') ? portalUrl : `${portalUrl}/`;
  const at = (path: string): string => new URL(path, base).href;
  return {
    portal: at('.'),
    consent: at('consent'),
    departure: at('departure'),
    licences: at('licences'),
    import: (importId) => at(`imports/${encodeURIComponent(importId)}`),
  };
};
