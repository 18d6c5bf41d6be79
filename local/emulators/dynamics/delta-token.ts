import { type Clock, fromIso, toIso } from '../../../shared/kernel/clock.ts';
import { badRequest } from './dataverse-error.ts';

const day = 24 * 60 * 60 * 1000;

/** `919042!08/22/2026 08:10:44`, as Dataverse writes it. */
export const deltaToken = (version: number, clock: Clock): string => {
  const [year, month, dayOfMonth] = toIso(clock.now()).slice(0, 10).split('-');
  return `${version}!${month}/${dayOfMonth}/${year} ${toIso(clock.now()).slice(11, 19)}`;
};

/** The version that the delta begins behind. Throws 400 for a token that is none, is older than `days`, or lies below the organisation's `floor`. */
export const readDeltaToken = (token: string, clock: Clock, days: number, floor: number): number => {
  const match = /^(\d{1,15})!(\d{2})\/(\d{2})\/(\d{4}) (\d{2}:\d{2}:\d{2})$/.exec(token);
  if (match === null) throw badRequest('The delta token is not valid.', '0x80040203');
  const [, version, month, dayOfMonth, year, time] = match;
  const at = fromIso(`${year}-${month}-${dayOfMonth}T${time}Z`);
  if (Number(version) < floor || clock.now() - at > days * day) {
    throw badRequest(
      'Version stamp associated with the client has expired. Please perform a full sync.',
      '0x80044352',
    );
  }
  return Number(version);
};

/** Where the next page begins. Changed records come first, deleted ones after them. */
export interface PageStart {
  readonly page: number;
  readonly phase: 'changed' | 'deleted';
  readonly after: number;
  /** The latest version when the first page was read: what came meanwhile is told by the next delta, too. */
  readonly began: number;
  readonly isTracking: boolean;
}

export const skipToken = ({ page, phase, after, began, isTracking }: PageStart): string =>
  `<cookie pagenumber="${page}" pagingcookie="${phase} ${after} ${began}" istracking="${isTracking ? 'True' : 'False'}" />`;

export const readSkipToken = (token: string): PageStart => {
  const match =
    /^<cookie pagenumber="(\d+)" pagingcookie="(changed|deleted) (\d+) (\d+)" istracking="(True|False)" \/>$/.exec(
      token,
    );
  if (match === null) throw badRequest('Malformed XML in the Paging Cookie.', '0x80041129');
  const [, page, phase, after, began, isTracking] = match;
  return {
    page: Number(page),
    phase: phase === 'deleted' ? 'deleted' : 'changed',
    after: Number(after),
    began: Number(began),
    isTracking: isTracking === 'True',
  };
};
