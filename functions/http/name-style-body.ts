import { nameStylePatchSchema, nameStyleWishSchema } from '../../shared/contacts/name-style.ts';

const orders =
  '`order` of a display name: `as-is` as the source has it, `given-first` "Anna Berger", `family-first` "Berger, Anna". ' +
  '`company`: `appended` shows "Anna Berger · Müller AG", so that a phone tells the company of a caller. ' +
  '`fileAs`, by which lists are sorted: `family-given` "Berger, Anna", `given-family` "Anna Berger", `company` ' +
  '"Müller AG", `family-given-company` "Berger, Anna (Müller AG)", `company-family-given` "Müller AG (Berger, Anna)". ';

/** [H5] Of a share: what is left out is `as-is`, `none` and `family-given`. */
export const shareNameStyle = nameStyleWishSchema.meta({
  description: `How names are shown, where an import does not choose itself. ${orders}Left out: names as they are.`,
});

/** [H5] Of an import: what is left out is the share's. */
export const importNameStyle = nameStyleWishSchema.meta({
  description: `How names are shown, instead of what the share says. ${orders}What is left out is as the share says.`,
});

export const nameStylePatch = nameStylePatchSchema
  .nullable()
  .meta({ description: `How names are shown. ${orders}null takes a part, or all, away.` });
