import rhea, { type Typed } from 'rhea';

/** The sections of an AMQP 1.0 message by their descriptor codes. */
export const section = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
} as const;

export interface Section {
  readonly code: number;
  readonly bytes: Buffer;
}

interface Reader {
  position: number;
  remaining(): number;
  read(): Typed;
}
// rhea's typings give Reader only as a type of its own, not as a member of `types`.
const { Reader } = rhea.types as unknown as { Reader: new (bytes: Buffer) => Reader };

/** Cuts an encoded message into its sections, bytes unchanged. Throws on bytes that are no message. */
export function split(payload: Uint8Array): readonly Section[] {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const reader = new Reader(bytes);
  const sections: Section[] = [];
  while (reader.remaining() > 0) {
    const start = reader.position;
    const code = Number(reader.read().descriptor?.value);
    if (!(code >= 0x70 && code <= 0x78)) throw new Error(`not a section of a message: ${code}`);
    sections.push({ code, bytes: bytes.subarray(start, reader.position) });
  }
  return sections;
}

/** Encodes the given fields and gives the one section asked for. */
export function encodeSection(code: number, fields: object): Buffer {
  return split(rhea.message.encode(fields)).find((part) => part.code === code)?.bytes ?? Buffer.alloc(0);
}

/** The sections in the order that AMQP prescribes, `parts` in place of those with the same code. */
export function join(sections: readonly Section[], parts: readonly Section[]): Buffer {
  const replaced = new Set(parts.map((part) => part.code));
  const all = [...sections.filter((part) => !replaced.has(part.code)), ...parts];
  return Buffer.concat(all.sort((a, b) => a.code - b.code).map((part) => part.bytes));
}
