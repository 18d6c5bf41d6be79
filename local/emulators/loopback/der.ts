/** ASN.1 in DER, as far as certificates need it. */
export const der = (tag: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const body = Buffer.concat(content);
  const hex = body.length.toString(16);
  const long = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const length = body.length < 128 ? Buffer.from([body.length]) : Buffer.from([0x80 | long.length, ...long]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};

export const sequence = (...content: readonly Uint8Array[]): Uint8Array => der(0x30, ...content);

/** Content of the identifier in hex. */
export const objectId = (hex: string): Uint8Array => der(0x06, Buffer.from(hex, 'hex'));

/** Epoch ms, until 2049. */
export const utcTime = (ms: number): Uint8Array => {
  const iso = new Date(ms).toISOString().replaceAll(/[-:T]/g, '');
  return der(0x17, Buffer.from(`${iso.slice(2, 14)}Z`));
};

/** 2.5.4.3 */
export const commonName = (name: string): Uint8Array =>
  sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(name)))));

export const bitString = (bytes: Uint8Array): Uint8Array => der(0x03, Buffer.from([0]), bytes);
