import * as z from 'zod';
import type { Language } from '../kernel/tenant-context.ts';
import type { Links } from './links.ts';
import type { Block, MailContent } from './mail-content.ts';

/** What a kind of notification says in one language. */
export interface Template<Params> {
  readonly subject: string;
  body(params: Params, links: Links): readonly Block[];
}

export interface Kind<Params> {
  readonly params: z.ZodType<Params>;
  /** Throws when the parameters are not this kind's: those of an older version of it, kept too long. */
  compose(language: Language, params: unknown, links: Links): MailContent;
}

/** A kind of notification: its parameters, and its templates in every language there is. */
export const defineKind = <Params>(
  params: z.ZodType<Params>,
  templates: Readonly<Record<Language, Template<Params>>>,
): Kind<Params> => ({
  params,
  compose: (language, kept, links) => ({
    language,
    subject: templates[language].subject,
    blocks: templates[language].body(params.parse(kept), links),
  }),
});

/** Building blocks of parameters. All are kept as text or number, so that any notification is one flat record. */
export const param = {
  /** Typed by users: names of companies and imports. */
  name: z.string().max(256),
  id: z.string().max(128),
  code: z.string().regex(/^[\w.:-]{1,64}$/),
  instant: z.iso.datetime(),
  timeZone: z.string().max(64),
  count: z.int().nonnegative(),
} as const;
