/**
 * A lock token is a GUID. As a delivery tag its bytes stand in .NET's order, in $management requests as an AMQP uuid
 * in network order; inside the broker it is text.
 */
const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

export const toUuidBytes = (token: string): Buffer => Buffer.from(token.replaceAll('-', ''), 'hex');

export function fromUuidBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

const reorder = (bytes: Uint8Array): Buffer => Buffer.from(order.map((at) => bytes[at] ?? 0));

export const toDeliveryTag = (token: string): Buffer => reorder(toUuidBytes(token));
export const fromDeliveryTag = (tag: Uint8Array | string): string =>
  fromUuidBytes(reorder(typeof tag === 'string' ? Buffer.from(tag) : tag));
