import { applied } from './contact-input.ts';
import type { ContactFields } from './contact-properties.ts';

const textOf = (fields: ContactFields, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
};

/**
 * Outlook fills `displayName` and `fileAs` from the name's parts when a write touches the parts but not them:
 * "Given Surname" and "Surname, Given". What a client sets itself stays.
 */
function withDerivedNames(after: ContactFields, written: ContactFields): ContactFields {
  const isTouched = 'givenName' in written || 'surname' in written || 'middleName' in written;
  const given = [textOf(after, 'givenName'), textOf(after, 'middleName')].filter(Boolean).join(' ');
  const surname = textOf(after, 'surname');
  const displayName =
    'displayName' in written || !isTouched
      ? after['displayName']
      : [given, surname].filter(Boolean).join(' ');
  const isUnfiled = textOf(after, 'fileAs') === '';
  const filing = [surname, given].filter(Boolean).join(', ') || textOf({ displayName }, 'displayName');
  const fileAs = 'fileAs' in written || !(isTouched || isUnfiled) ? after['fileAs'] : filing;
  return { ...after, displayName, fileAs };
}

/** What a contact holds after a create (`before` is the empty contact) or an update. */
export const contactAfter = (before: ContactFields, written: ContactFields): ContactFields =>
  withDerivedNames(applied(before, written), written);
