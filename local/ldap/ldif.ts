export type Attributes = Readonly<Record<string, string | number | boolean | Buffer | readonly string[]>>;

export interface LdifEntry {
  readonly dn: string;
  readonly attributes: Attributes;
}

const base64 = (value: string | Buffer): string => Buffer.from(value).toString('base64');

/** RFC 2849, every value in base64: no rule of quoting, no folding. */
export const toLdif = (entries: readonly LdifEntry[]): string =>
  entries
    .map(({ dn, attributes }) =>
      [
        // The rootDSE has an empty name, which has no base64.
        dn === '' ? 'dn:' : `dn:: ${base64(dn)}`,
        ...Object.entries(attributes).flatMap(([name, value]) =>
          (Array.isArray(value) ? (value as readonly string[]) : [value]).map((one) =>
            Buffer.isBuffer(one) ? `${name}:: ${base64(one)}` : `${name}:: ${base64(String(one))}`,
          ),
        ),
        '',
      ].join('\n'),
    )
    .join('\n');
