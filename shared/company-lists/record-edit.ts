import { directoryMessages } from '../app-directory/directory-message.ts';
import type { RecordAct } from '../audit/act.ts';
import type { Commit } from '../kernel/commit.ts';
import { asId, type SourceId } from '../kernel/ids.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ContactsEdit } from '../sources/contacts-edit.ts';
import type { ContactsHead, Source, SourceContacts, SourceStore } from '../sources/source.ts';

export interface RecordEditDeps {
  readonly sources: SourceStore;
  readonly contacts: SourceContacts;
  readonly recordAct: RecordAct;
  readonly commit: Commit;
}

const attempts = 8;

/**
 * [S10] Tells the source's row and the audit trail of the list's last edit, once, by whoever comes first: its writer, the
 * next one – who must, before he writes over it – or the message that was sent before it. `gone`: the source was deleted
 * meanwhile, and its contacts are now, too.
 */
export const makeRecordEdit =
  (deps: RecordEditDeps) =>
  async (ctx: TenantContext, sourceId: string): Promise<'recorded' | 'gone'> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const known = await deps.sources.get(ctx, sourceId);
      if (known === undefined) {
        await deps.contacts.remove(ctx, asId<SourceId>(sourceId));
        return 'gone';
      }
      // Read after the row: an edit that the row does not know and that is the last one has not been told.
      const head = await deps.contacts.head(ctx, known.value.id);
      const edit = head?.edit;
      if (head === undefined || edit === undefined || known.value.lastEdit === edit.id) return 'recorded';
      const by = asEditor(ctx, edit);
      const { created, changed, removed } = edit;
      const told = [
        deps.sources.replaced(by, known.etag, toldOf(known.value, head, edit)),
        deps.recordAct(by, {
          subject: 'source',
          subjectId: sourceId,
          details: { created, changed, removed },
        }),
      ];
      const done = await deps.commit(by, told, directoryMessages(known.value));
      if (done.ok) return 'recorded';
    }
    throw new ServiceError('table storage');
  };

/** The act is the editor's, whoever writes it down. */
const asEditor = (
  ctx: TenantContext,
  { actor, from, correlationId, operation }: ContactsEdit,
): TenantContext => ({
  tenantId: ctx.tenantId,
  language: ctx.language,
  actor,
  correlationId,
  ...(from === undefined ? {} : { from }),
  ...(operation === undefined ? {} : { operation }),
});

const toldOf = (source: Source, head: ContactsHead, edit: ContactsEdit): Source => ({
  ...source,
  lastEdit: edit.id,
  lastRefresh: {
    finishedAt: edit.at,
    kind: 'full',
    contacts: head.count,
    withoutNumber: head.withoutNumber,
    unusableNumbers: head.unusableNumbers,
    changed: edit.created + edit.changed,
    removed: edit.removed,
  },
});
