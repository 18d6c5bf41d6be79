import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { bitString, commonName, der, objectId, sequence, utcTime } from '../loopback/der.ts';

/** 1.2.840.113635.100.6.11.1 on the certificate that signs, 1.2.840.113635.100.6.2.1 on the one above it: Apple's marks. */
const marks = { leaf: '2a864886f76364060b01', intermediate: '2a864886f76364060201' } as const;
/** 1.2.840.10045.4.3.2: ecdsa-with-SHA256. */
const algorithm = sequence(objectId('2a8648ce3d040302'));
const day = 24 * 60 * 60 * 1000;

export interface AppleChainOptions {
  /** Epoch ms. */
  readonly now: number;
  /** Certificates without Apple's marks, as anybody's chain below a public root would be. */
  readonly unmarked?: boolean;
  /** Epoch ms; the end of the signing certificate. */
  readonly leafUntil?: number;
}

/** A chain of the shape of Apple's: root, intermediate, and the certificate that signs. */
export interface AppleChain {
  /** DER, to be trusted. */
  readonly root: Uint8Array;
  /** Base64 DER: leaf, intermediate, root, as the header of a JWS has them. */
  readonly x5c: readonly string[];
  readonly key: KeyObject;
}

export const makeAppleChain = ({ now, unmarked = false, leafUntil }: AppleChainOptions): AppleChain => {
  const keys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const [root, intermediate, leaf] = [keys(), keys(), keys()];
  const names = { root: 'Local Root CA', intermediate: 'Local Intermediate', leaf: 'Local App Store' };
  const mark = (id: string) => (unmarked ? [] : [extension(id, der(0x05))]);
  // 2.5.29.19, a certificate that may sign others.
  const authority = extension('551d13', sequence(der(0x01, Buffer.from([0xff]))));
  const from = now - 2 * day;
  const long = now + 3650 * day;
  const certificates = [
    certificate({
      subject: names.leaf,
      issuer: names.intermediate,
      publicKey: leaf.publicKey,
      by: intermediate.privateKey,
      from,
      until: leafUntil ?? long,
      extensions: mark(marks.leaf),
    }),
    certificate({
      subject: names.intermediate,
      issuer: names.root,
      publicKey: intermediate.publicKey,
      by: root.privateKey,
      from,
      until: long,
      extensions: [authority, ...mark(marks.intermediate)],
    }),
    certificate({
      subject: names.root,
      issuer: names.root,
      publicKey: root.publicKey,
      by: root.privateKey,
      from,
      until: long,
      extensions: [authority],
    }),
  ];
  return {
    root: certificates[2] ?? new Uint8Array(),
    x5c: certificates.map((each) => Buffer.from(each).toString('base64')),
    key: leaf.privateKey,
  };
};

const extension = (id: string, value: Uint8Array): Uint8Array => sequence(objectId(id), der(0x04, value));

let serial = 1;

const certificate = (of: {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly by: KeyObject;
  readonly from: number;
  readonly until: number;
  readonly extensions: readonly Uint8Array[];
}): Uint8Array => {
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([serial++ % 128])),
    algorithm,
    commonName(of.issuer),
    sequence(utcTime(of.from), utcTime(of.until)),
    commonName(of.subject),
    of.publicKey.export({ type: 'spki', format: 'der' }),
    ...(of.extensions.length === 0 ? [] : [der(0xa3, sequence(...of.extensions))]),
  );
  return sequence(content, algorithm, bitString(sign('sha256', content, of.by)));
};

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWS as the App Store signs it. `header` stands in for parts of its own. */
export const signAsApple = (
  chain: Pick<AppleChain, 'x5c' | 'key'>,
  payload: object,
  header: Readonly<Record<string, unknown>> = {},
): string => {
  const content = `${part({ alg: 'ES256', x5c: chain.x5c, ...header })}.${part(payload)}`;
  const signature = sign('sha256', Buffer.from(content), { key: chain.key, dsaEncoding: 'ieee-p1363' });
  return `${content}.${signature.toString('base64url')}`;
};
