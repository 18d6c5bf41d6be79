import { decodeEntries, encodeEntries } from '../../shared/adapters/tables/manifest-entries.ts';
import { type Manifests, manifestHeadSchema } from '../../shared/imports/manifest.ts';
import { stale } from '../../shared/kernel/failures.ts';
import type { MailboxId } from '../../shared/kernel/ids.ts';
import { err, ok } from '../../shared/kernel/result.ts';

interface Row {
  readonly head: string;
  readonly entries: Uint8Array | undefined;
  readonly etag: string;
}

export interface MemoryManifestsOptions {
  /** Called before and after each save with its number from 1; what it throws is a worker's death. */
  readonly onSave?: (n: number, when: 'before' | 'after') => void;
}

/** Manifests in memory, kept as bytes: what a session holds in its hands is never the stored value itself. */
export const makeMemoryManifests = (initial: MemoryManifestsOptions = {}) => {
  const options: { onSave?: MemoryManifestsOptions['onSave'] } = { ...initial };
  const rows = new Map<string, Row>();
  let saves = 0;
  let version = 0;
  let decoded = 0;

  const store: Manifests = {
    read: async (ctx, importId, mailboxes) =>
      new Map(
        mailboxes.flatMap((mailbox) => {
          const row = rows.get(`${ctx.tenantId}|${importId}|${mailbox}`);
          if (row === undefined) return [];
          const entries = async () => {
            decoded++;
            return row.entries === undefined ? new Map() : decodeEntries(row.entries);
          };
          return [
            [mailbox, { head: manifestHeadSchema.parse(JSON.parse(row.head)), etag: row.etag, entries }],
          ];
        }),
      ),
    save: async (ctx, importId, changes) => {
      const n = ++saves;
      options.onSave?.(n, 'before');
      const keyOf = (mailbox: MailboxId) => `${ctx.tenantId}|${importId}|${mailbox}`;
      if (changes.some(({ mailbox, etag }) => rows.get(keyOf(mailbox))?.etag !== etag)) return err(stale);
      const etags = changes.map(({ mailbox, head, entries }) => {
        const etag = `W/"${++version}"`;
        const kept = rows.get(keyOf(mailbox))?.entries;
        rows.set(keyOf(mailbox), {
          head: JSON.stringify(manifestHeadSchema.parse(head)),
          entries: entries === undefined ? kept : encodeEntries(entries),
          etag,
        });
        return [mailbox, etag] as const;
      });
      options.onSave?.(n, 'after');
      return ok(new Map(etags));
    },
    remove: async (ctx, importId, mailboxes) => {
      for (const mailbox of mailboxes) rows.delete(`${ctx.tenantId}|${importId}|${mailbox}`);
    },
    mailboxes: async (ctx, importId) =>
      [...rows.keys()]
        .filter((key) => key.startsWith(`${ctx.tenantId}|${importId}|`))
        .map((key) => key.split('|')[2] as MailboxId)
        .sort(),
  };

  return {
    store,
    set: (changes: MemoryManifestsOptions) => Object.assign(options, { onSave: undefined }, changes),
    get saves() {
      return saves;
    },
    /** How often somebody asked for entries: unchanged mailboxes must not. */
    get decoded() {
      return decoded;
    },
    /** Everything that is stored, to compare byte by byte. */
    dump: () =>
      JSON.stringify([...rows].map(([key, row]) => [key, row.head, row.etag, [...(row.entries ?? [])]])),
    /** All records are lost. */
    clear: () => rows.clear(),
    get size() {
      return rows.size;
    },
  };
};
