import type { NameStyleWish } from '../contacts/name-style.ts';
import type { Import } from './import.ts';

/** [H5] As it is kept: no wish at all is none. */
export const nameStyleIn = (wish: NameStyleWish | undefined): Pick<Import, 'nameStyle'> => {
  const parts = Object.entries(wish ?? {}).filter(([, part]) => part !== undefined);
  return parts.length === 0 ? {} : { nameStyle: Object.fromEntries(parts) };
};
