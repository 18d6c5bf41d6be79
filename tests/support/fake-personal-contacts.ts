import { ok } from '../../shared/kernel/result.ts';
import type { DirectoryPerson } from '../../shared/sources/directory.ts';
import type { SourceReader } from '../../shared/sources/source-reader.ts';
import type { WithSignIn } from '../../shared/sources/source-readers.ts';
import type { SettingsOf } from '../../shared/sources/source-settings.ts';

/** The contacts of users' own mailboxes; each is opened by a token of its user alone, all of them at each reading. */
export const makeFakePersonalContacts = () => {
  const mailboxes = new Map<string, readonly DirectoryPerson[]>();
  const reader: SourceReader<SettingsOf<'office-365'> & WithSignIn> = {
    readPeople: async function* (_ctx, { userId, accessToken }) {
      const token = await accessToken?.();
      if (token?.ok === false) yield token;
      else if (token?.value === `access of ${userId}`) {
        yield ok({ changed: mailboxes.get(userId ?? '') ?? [], removed: [] });
      } else throw new Error('a token of somebody else');
    },
    probe: async (_ctx, { accessToken }) => {
      const token = await accessToken?.();
      return token?.ok === false ? token : ok(undefined);
    },
  };
  return {
    reader,
    put: (userId: string, people: readonly DirectoryPerson[]) => void mailboxes.set(userId, people),
  };
};
