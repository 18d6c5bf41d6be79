/** What a secret looks like, by its kind. Long enough that prose and hashes in lower case do not match. */
const patterns: Readonly<Record<string, RegExp>> = {
  'private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*(?:\\n)?[A-Za-z0-9+/]{32}/g,
  'storage key': /AccountKey=([A-Za-z0-9+/]{86}==)/g,
  'shared access key': /SharedAccessKey=([A-Za-z0-9+/]{43}=)/g,
  'shared access signature': /[?&]sig=[A-Za-z0-9%]{43,}/g,
  'client secret of Entra': /\b[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{34}\b/g,
  token: /\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}/g,
  'token of GitHub': /\b(?:ghp|gho|ghs|ghr|github_pat)_[A-Za-z0-9_]{30,}/g,
  'token of npm': /\bnpm_[A-Za-z0-9]{36}\b/g,
  'access key of AWS': /\bAKIA[0-9A-Z]{16}\b/g,
  'key of Slack': /\bxox[abprs]-[A-Za-z0-9-]{20,}/g,
  'named secret':
    /(?:password|passwd|secret|api_?key|access_?key|auth_?token)["']?\s*[:=]\s*["']([A-Za-z0-9+/_~.-]{32,}={0,2})["']/gi,
};

/** Azurite's development key, which Microsoft publishes and every copy of it accepts. */
const published = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface Suspect {
  readonly line: number;
  /** Never the secret itself: it would be in the log next. */
  readonly kind: string;
}

export const suspectsIn = (text: string): readonly Suspect[] =>
  Object.entries(patterns).flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)]
      .filter(([whole, value]) => (value ?? whole) !== published)
      .map(({ index }) => ({ kind, line: text.slice(0, index).split('\n').length })),
  );
