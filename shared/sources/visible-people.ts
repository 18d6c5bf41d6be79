import { type Contact, hasUsableNumber } from '../contacts/contact.ts';
import type { Source } from './source.ts';

type Choices = Pick<Source, 'filter' | 'includeDisabled' | 'includeHidden' | 'includePhotos'>;

/** [S0] Whether a source shows a person that was read from it. */
export const isVisible = (source: Choices, contact: Contact): boolean =>
  (contact.enabled || source.includeDisabled) &&
  (!contact.hidden || source.includeHidden) &&
  (source.filter === 'all' || hasUsableNumber(contact));

/**
 * [S0] What a source shows of the people that were read from it: everyone is kept, so that another choice takes effect at
 * once. Without `includePhotos` nobody has a photo.
 */
export const visiblePeople = (source: Choices, contacts: readonly Contact[]): readonly Contact[] =>
  contacts
    .filter((contact) => isVisible(source, contact))
    .map((contact) => {
      if (source.includePhotos || contact.photo === undefined) return contact;
      const { photo: _hidden, ...rest } = contact;
      return rest;
    });
