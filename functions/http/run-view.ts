import * as z from 'zod';
import { confirmedSchema, heldBackSchema } from '../../shared/imports/deletion-limit.ts';
import { type MailboxResult, mailboxResultSchema } from '../../shared/imports/mailbox-result.ts';
import { type Run, runReasons, runStates, runTriggers, totalsSchema } from '../../shared/imports/run.ts';
import type { Language } from '../../shared/kernel/tenant-context.ts';
import { mailboxText, runText } from './run-words.ts';

export const runView = z
  .strictObject({
    id: z.string(),
    importId: z.guid(),
    trigger: z
      .enum(runTriggers)
      .meta({ description: '`preview`: nothing was written, the figures say what would have been.' }),
    state: z.enum(runStates),
    requestedAt: z.string(),
    startedAt: z.string().optional(),
    finishedAt: z.string().optional(),
    contacts: z.number().int().meta({ description: 'Contacts that the share offers.' }),
    progress: z.number().min(0).max(1),
    totals: totalsSchema,
    confirmed: confirmedSchema
      .optional()
      .meta({ description: 'Of a run that was started by a confirmation: what it may delete, and no more.' }),
    heldBack: z.array(heldBackSchema).optional().meta({
      description: 'What was left undone because it would delete too much unconfirmed.',
    }),
    leftOut: z
      .number()
      .int()
      .optional()
      .meta({ description: 'Mailboxes without a licence, counted among those that failed.' }),
    reason: z.enum(runReasons).optional().meta({ description: 'Why it failed, or what stopped it.' }),
    text: z.string().optional().meta({ description: 'The reason in words, with what to do.' }),
    correlationId: z.string(),
  })
  .meta({ id: 'Run' });

/** `progress` from 0 to 1. */
export const runViewOf = (
  {
    snapshot: _s,
    blocks: _b,
    blocksDone: _d,
    blocksAsked: _a,
    stoppedBy: _s2,
    heardAt: _h,
    layout: _l,
    targetsCutAt: _t,
    removalsFailed: _r,
    cost: _c,
    failures: _f,
    ...run
  }: Run,
  language: Language,
) => {
  const { mailboxes, mailboxesDone, mailboxesFailed } = run.totals;
  const open = run.state === 'queued' || run.state === 'running';
  return {
    ...run,
    ...(run.reason === undefined ? {} : { text: runText(run.reason, language) }),
    progress: open ? (mailboxesDone + mailboxesFailed) / Math.max(1, mailboxes) : 1,
  };
};

export const mailboxView = mailboxResultSchema
  .extend({
    text: z.string().optional().meta({ description: 'The reason in words, with what to do.' }),
  })
  .meta({ id: 'MailboxResult' });

export const mailboxViewOf = (result: MailboxResult, language: Language) =>
  result.reason === undefined ? result : { ...result, text: mailboxText(result.reason, language) };

export const runPath = (run: Pick<Run, 'importId' | 'id'>) => `/v1/imports/${run.importId}/runs/${run.id}`;
