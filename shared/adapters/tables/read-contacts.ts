import type { Contact } from '../../contacts/contact.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import { bucketsOf } from './contact-buckets.ts';
import { type ContactRows, generationPrefix, RowsGone, readBuckets, readHead } from './contact-rows.ts';

const attempts = 3;

/**
 * All contacts, a bucket at a time. A full read may end meanwhile and take the rows away: then begins anew, or, once
 * something was given out, throws, because what follows would be of another read.
 */
export async function* readContacts(rows: ContactRows): AsyncIterable<readonly Contact[]> {
  for (let attempt = 1; ; attempt++) {
    let givenOut = false;
    try {
      for await (const contacts of generation(rows)) {
        givenOut = true;
        yield contacts;
      }
      return;
    } catch (error) {
      if (!(error instanceof RowsGone)) throw error;
      if (givenOut || attempt === attempts) throw new ServiceError('table storage', { cause: error });
    }
  }
}

async function* generation(rows: ContactRows): AsyncIterable<readonly Contact[]> {
  const held = await readHead(rows);
  if (held?.head.generation === undefined) return;
  const count = bucketsOf(held.head.bits);
  let next = 0;
  for await (const bucket of readBuckets(rows, generationPrefix(held.head.generation), 0, count - 1)) {
    if (bucket.number !== next) throw new RowsGone(`bucket ${next} is missing`);
    next++;
    if (bucket.people.size > 0) yield [...bucket.people.values()].map(({ c }) => c);
  }
  if (next !== count) throw new RowsGone(`bucket ${next} is missing`);
}

/** One bucket and the generation that it belongs to. */
export const readPart = async (
  rows: ContactRows,
  number: number,
): Promise<{ readonly read: string; readonly contacts: readonly Contact[] } | undefined> => {
  for (let attempt = 1; ; attempt++) {
    const head = (await readHead(rows))?.head;
    if (head?.generation === undefined || number >= bucketsOf(head.bits)) return undefined;
    try {
      for await (const { people } of readBuckets(rows, generationPrefix(head.generation), number, number)) {
        return { read: head.generation, contacts: [...people.values()].map(({ c }) => c) };
      }
      throw new RowsGone(`bucket ${number} is missing`);
    } catch (error) {
      if (!(error instanceof RowsGone)) throw error;
      if (attempt === attempts) throw new ServiceError('table storage', { cause: error });
    }
  }
};
