const addition = /~(retry|replay)-\d+$/;

/**
 * The id of a message that is sent anew, so that the queue does not take it for a duplicate: the former one with what it
 * is this time. A former addition is taken off, or ids would grow.
 */
export const renamed = (id: string, what: 'retry' | 'replay', number: number | string): string =>
  `${id.replace(addition, '')}~${what}-${number}`;
