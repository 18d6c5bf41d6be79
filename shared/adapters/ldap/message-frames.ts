/** Of one message: an entry with a photo has some 150 KB. */
const mostBytes = 4 * 1024 * 1024;
const sequence = 0x30;

/** Length of the message that begins here, header included; undefined while the header is not whole (X.690, 8.1.3). */
const lengthOf = (start: Buffer): number | undefined => {
  const [tag, first] = start;
  if (tag === undefined) return undefined;
  if (tag !== sequence) throw new RangeError('not a message of LDAP');
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const octets = first & 0x7f;
  if (octets === 0 || octets > 4) throw new RangeError('a length that LDAP does not have');
  if (start.length < 2 + octets) return undefined;
  const length = 2 + octets + start.readUIntBE(2, octets);
  if (length > mostBytes) throw new RangeError('too long a message');
  return length;
};

/**
 * Cuts what arrives into whole messages, copying each byte once at most; ldapts's own joining takes a time that grows with
 * the square of a message's length, and a depth with their number in one piece. Throws `RangeError` on what is no LDAP.
 */
export const makeFrames = () => {
  let pieces: Buffer[] = [];
  let held = 0;
  let wanted: number | undefined;

  return function* push(piece: Buffer): Generator<Buffer> {
    pieces.push(piece);
    held += piece.length;
    if (held < (wanted ?? 0)) return;
    let rest = Buffer.concat(pieces);
    for (wanted = lengthOf(rest); wanted !== undefined && rest.length >= wanted; wanted = lengthOf(rest)) {
      yield rest.subarray(0, wanted);
      rest = rest.subarray(wanted);
    }
    pieces = rest.length === 0 ? [] : [rest];
    held = rest.length;
  };
};
