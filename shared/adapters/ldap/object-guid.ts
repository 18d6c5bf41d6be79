import { isGuid } from '../../kernel/ids.ts';

/** The first three parts of a GUID lie in memory with their lowest byte first (MS-DTYP 2.3.4.2). */
const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** `objectGUID` as lower-case text, as Windows writes it; undefined for anything but 16 bytes. */
export const guidText = (bytes: Buffer | undefined): string | undefined => {
  if (bytes?.length !== 16) return undefined;
  const hex = Buffer.from(order.map((index) => bytes[index] ?? 0)).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

export const guidBytes = (text: string): Buffer | undefined => {
  if (!isGuid(text)) return undefined;
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  return Buffer.from(order.map((index) => bytes[index] ?? 0));
};
