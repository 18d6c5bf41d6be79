/** What shows that entries of several sources are one person's, the surest first. */
export const sameness = ['entra-id', 'email', 'number-and-name'] as const;
export type Sameness = (typeof sameness)[number];
