import { Buffer } from 'node:buffer';
import PostalMime, { type Address } from 'postal-mime';
import { type Clock, toIso } from '../../../shared/kernel/clock.ts';
import { inTransaction, openStateFile } from '../loopback/state-file.ts';

/** A caught mail as lists show it. */
export interface CaughtMail {
  readonly id: number;
  /** RFC 3339. */
  readonly receivedAt: string;
  readonly via: 'smtp' | 'rest';
  /** Who the transport was told, blind copies included. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
}

export interface OpenedMail extends CaughtMail {
  readonly text: string | null;
  readonly html: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly {
    readonly filename: string | null;
    readonly mimeType: string;
    readonly contentBase64: string;
  }[];
}

export interface Mailbox {
  /**
   * Keeps a message (RFC 5322 bytes); once it resolves, the mail survives `kill -9`. What `alongside` writes
   * is kept with the mail or not at all.
   */
  keep(
    via: CaughtMail['via'],
    envelope: CaughtMail['envelope'],
    raw: Uint8Array,
    alongside?: () => void,
  ): Promise<number>;
  /** Newest first; `to` keeps those whose envelope names the address. */
  list(filter?: { readonly to?: string }): readonly CaughtMail[];
  open(id: number): Promise<OpenedMail | undefined>;
  raw(id: number): Uint8Array | undefined;
  clear(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT, received_at INTEGER NOT NULL, via TEXT NOT NULL,
    envelope TEXT NOT NULL, summary TEXT NOT NULL, raw BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS send_operation (
    id TEXT PRIMARY KEY, request_hash TEXT NOT NULL, failure TEXT) STRICT;`;

export const openMailState = (stateFile: string) => openStateFile(stateFile, schema);

const written = (address: Address | undefined): string => {
  if (address === undefined) return '';
  if (address.group !== undefined) return address.group.map(written).join(', ');
  return address.name === '' ? address.address : `${address.name} <${address.address}>`;
};

interface Row {
  readonly id: number;
  readonly received_at: number;
  readonly via: CaughtMail['via'];
  readonly envelope: string;
  readonly summary: string;
}

const ofRow = ({ id, received_at, via, envelope, summary }: Row): CaughtMail => ({
  id,
  receivedAt: toIso(received_at),
  via,
  envelope: JSON.parse(envelope) as CaughtMail['envelope'],
  ...(JSON.parse(summary) as Pick<CaughtMail, 'from' | 'to' | 'subject'>),
});

export function openMailbox(database: ReturnType<typeof openMailState>, clock: Clock): Mailbox {
  const rows = (id?: number): readonly Row[] =>
    database
      .prepare(
        'SELECT id, received_at, via, envelope, summary FROM mail WHERE id = coalesce(?, id) ORDER BY id DESC',
      )
      .all(id ?? null) as unknown as Row[];
  const raw = (id: number): Uint8Array | undefined =>
    (database.prepare('SELECT raw FROM mail WHERE id = ?').get(id) as { raw: Uint8Array } | undefined)?.raw;

  return {
    raw,
    keep: async (via, envelope, bytes, alongside = () => undefined) => {
      const { from, to = [], subject = '' } = await PostalMime.parse(bytes);
      const summary = { from: written(from), to: to.map(written), subject };
      return inTransaction(database, () => {
        alongside();
        const { lastInsertRowid } = database
          .prepare('INSERT INTO mail (received_at, via, envelope, summary, raw) VALUES (?, ?, ?, ?, ?)')
          .run(clock.now(), via, JSON.stringify(envelope), JSON.stringify(summary), bytes);
        return Number(lastInsertRowid);
      });
    },
    list: ({ to } = {}) => {
      const wanted = to?.toLowerCase();
      return rows()
        .map(ofRow)
        .filter(
          ({ envelope }) =>
            wanted === undefined || envelope.to.some((address) => address.toLowerCase() === wanted),
        );
    },
    open: async (id) => {
      const [row] = rows(id);
      const bytes = raw(id);
      if (row === undefined || bytes === undefined) return undefined;
      const { text, html, headers, attachments } = await PostalMime.parse(bytes);
      return {
        ...ofRow(row),
        text: text ?? null,
        html: html ?? null,
        headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
        attachments: attachments.map(({ filename, mimeType, content }) => ({
          filename,
          mimeType,
          contentBase64: Buffer.from(
            typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
          ).toString('base64'),
        })),
      };
    },
    clear: () => database.exec('DELETE FROM mail'),
  };
}
