import fc from 'fast-check';
import type { MailboxOperation } from '../../shared/imports/mailboxes.ts';
import type { MailboxWorld } from './mailbox-run.ts';
import { Crash, type Fault } from './memory-mailboxes.ts';
import { managedIn } from './share-model.ts';

/** Whether the worker died. */
export const unlessCrashed = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return false;
  } catch (error) {
    if (error instanceof Crash) return true;
    throw error;
  }
};

const userAct = fc.constantFrom('edit', 'delete', 'own', 'annotate', 'folder');
/** What an operation may meet in a property. */
export const anyFault = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 30 },
  fc.record({
    kind: fc.constant('throttle' as const),
    retryAfterMs: fc.constantFrom(0, 900, 90_000),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.record({
    kind: fc.constant('uncertain' as const),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.record({
    kind: fc.constant('crash' as const),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.constant({ kind: 'link-expired' as const }),
  fc.record({ kind: fc.constant('user' as const), act: userAct, pick: fc.nat(9) }),
);
type AnyFault = typeof anyFault extends fc.Arbitrary<infer T> ? T : never;

const userActs = (world: MailboxWorld, mailbox: string, act: string, pick: number) => () => {
  const box = world.graph.mailbox(mailbox);
  const managed = managedIn(box, world.target());
  const contact = managed[pick % Math.max(1, managed.length)];
  const [folder] = box.folders();
  if (act === 'own' && folder !== undefined) box.addOwn(folder, { note: 'mine', categories: ['Müller AG'] });
  else if (act === 'folder' && folder !== undefined && pick === 0) box.deleteFolder(folder.id);
  else if (contact === undefined) return;
  else if (act === 'edit')
    box.edit(contact.id, {
      card: pick % 2 === 0 ? { jobTitle: `edit ${pick}` } : { surname: 'edited' },
      categories: [],
    });
  else if (act === 'delete') box.deleteOwn(contact.id);
  else if (act === 'annotate')
    box.edit(contact.id, { note: `${contact.note ?? ''} tea`, extra: { nickname: 'A' } });
};

export const faultOf = (
  world: MailboxWorld,
  operation: MailboxOperation,
  drawn: AnyFault,
): Fault | undefined => {
  if (drawn === undefined) return undefined;
  if (drawn.kind === 'user')
    return { kind: 'meanwhile', act: userActs(world, operation.mailbox, drawn.act, drawn.pick) };
  return drawn.kind === 'link-expired' && operation.kind !== 'changes' ? undefined : drawn;
};
