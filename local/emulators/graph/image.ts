/** The type of a picture by its first bytes; null for what is none of Graph's photo kinds. */
export function imageType(bytes: Uint8Array): 'image/jpeg' | 'image/png' | 'image/gif' | null {
  const begins = (...start: readonly number[]): boolean =>
    start.every((byte, index) => bytes[index] === byte);
  if (begins(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  return begins(0x47, 0x49, 0x46, 0x38) ? 'image/gif' : null;
}

/** Pixels of a PNG or JPEG; 0 × 0 where they cannot be read. */
export function imageSize(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = imageType(bytes);
  if (type === 'image/png' && data.length >= 24)
    return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
  if (type !== 'image/jpeg') return { width: 0, height: 0 };
  for (let at = 2; at + 9 < data.length; at += 2 + data.readUInt16BE(at + 2)) {
    const marker = data[at + 1] ?? 0;
    // Start-of-frame markers, without the tables DHT, JPG and DAC that share their range.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) };
  }
  return { width: 0, height: 0 };
}
