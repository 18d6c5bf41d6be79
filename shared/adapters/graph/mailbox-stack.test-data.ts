import { blankCard } from '../../contacts/blank-card.test-data.ts';
import type { Card } from '../../contacts/card.ts';
import type { Folder, MailboxOperation, MailboxOutcome } from '../../imports/mailboxes.ts';
import { graphStack } from './graph-stack.test-data.ts';
import { makeMailboxes } from './mailboxes.ts';

export const emptyCard: Card = { ...blankCard, displayName: 'Anna Berger' };

export const fullCard: Card = {
  displayName: 'Anna Berger · Müller AG',
  fileAs: 'Berger, Anna',
  givenName: 'Anna',
  surname: 'Berger',
  companyName: 'Müller AG',
  department: 'Vertrieb',
  jobTitle: 'Leitung',
  officeLocation: 'B 2.14',
  manager: 'Jürgen Groß',
  emailAddresses: [
    { address: 'anna@mueller.example', name: 'Anna Berger' },
    { address: 'vertrieb@mueller.example', name: 'Vertrieb' },
  ],
  businessPhones: ['+498912345612', '+4989123450'],
  homePhones: ['+498998765'],
  mobilePhone: '+4917112345678',
  businessAddress: {
    street: 'Hauptstr. 1',
    city: 'München',
    state: 'Bayern',
    postalCode: '80331',
    countryOrRegion: 'Deutschland',
  },
};

/** One pixel. */
export const jpeg = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z',
  'base64',
);

/** The Graph emulator with the product's mailboxes over it, and one mailbox to work in. */
export async function mailboxStack(options: Parameters<typeof graphStack>[0] = {}) {
  const base = await graphStack(options);
  const mailboxes = makeMailboxes(base);
  const execute = (...operations: MailboxOperation[]) => mailboxes.execute(base.ctx, operations);
  const one = async (operation: MailboxOperation): Promise<MailboxOutcome> => {
    const [outcome] = await execute(operation);
    if (outcome === undefined) throw new Error('no outcome');
    return outcome;
  };
  const done = async (operation: MailboxOperation) => {
    const outcome = await one(operation);
    if (outcome.status !== 'done') throw new Error(`not done: ${JSON.stringify(outcome)}`);
    return outcome.answer;
  };
  const mailbox = base.mailboxId(base.owners[0] ?? base.company.users[0] ?? fail());
  const folderOf = async (displayName = 'Müller AG'): Promise<Folder> => {
    const { id } = await done({ kind: 'create-folder', mailbox, displayName });
    return { id: id ?? '' };
  };
  const create = (folder: Folder, tag: string, card: Card = fullCard): MailboxOperation => ({
    kind: 'create',
    mailbox,
    folder,
    tag,
    card,
    categories: ['Switchboard'],
    note: 'Durchwahl morgens',
  });
  return { ...base, execute, one, done, mailbox, folderOf, create };
}

export const fail = (): never => {
  throw new Error('the seed has no users');
};
