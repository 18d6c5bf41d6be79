/** The columns of `contact` that the emulator knows, of some two hundred, with how each is kept. */
export const contactColumns = {
  contactid: 'id',
  fullname: 'computed',
  firstname: 'text',
  lastname: 'text',
  jobtitle: 'text',
  department: 'text',
  emailaddress1: 'text',
  emailaddress2: 'text',
  emailaddress3: 'text',
  telephone1: 'text',
  telephone2: 'text',
  telephone3: 'text',
  mobilephone: 'text',
  fax: 'text',
  address1_line1: 'text',
  address1_line2: 'text',
  address1_line3: 'text',
  address1_postalcode: 'text',
  address1_city: 'text',
  address1_stateorprovince: 'text',
  address1_country: 'text',
  statecode: 'choice',
  statuscode: 'choice',
  createdon: 'instant',
  modifiedon: 'instant',
  _parentcustomerid_value: 'lookup',
  entityimage: 'image',
  versionnumber: 'version',
} as const;

export type ContactColumn = keyof typeof contactColumns;

export const isColumn = (name: string): name is ContactColumn => Object.hasOwn(contactColumns, name);

/** What a write may set: the rest follows from it. */
export const isWritable = (name: string): boolean =>
  isColumn(name) && (contactColumns[name] === 'text' || name === 'statecode');
