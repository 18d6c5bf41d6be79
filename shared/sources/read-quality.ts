import type { Contact, PhoneProblem } from '../contacts/contact.ts';
import { hasUsableNumber } from '../contacts/contact.ts';
import { duplicatesAmong } from '../contacts/duplicates.ts';
import { defaultFieldPolicy } from '../contacts/field-policy.ts';
import { type Quality, qualityOf } from '../contacts/quality.ts';
import { toCard } from '../contacts/to-card.ts';
import { type Conflict, conflict, type NotFound, notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { SourceContacts, SourceStore } from './source.ts';
import { sourceKindTable } from './source-kinds.ts';
import type { SourceKind } from './source-settings.ts';
import { isVisible } from './visible-people.ts';

/** What is to be put right about one entry of a source. Personal data. */
export interface Finding {
  readonly key: string;
  readonly name?: string | undefined;
  /** No caller can be recognised as this person. */
  readonly withoutNumber: boolean;
  readonly unusable: readonly { readonly original: string; readonly problem: PhoneProblem }[];
  /** Other entries that look like the same person's. */
  readonly duplicates: readonly { readonly key: string; readonly name?: string | undefined }[];
}

export interface QualityReport {
  readonly kind: SourceKind;
  readonly quality: Quality;
  /** Entries that look like another one's person. */
  readonly duplicates: number;
  /** By name. */
  readonly findings: readonly Finding[];
}

/**
 * [S8] What a source's data are like, and whom to correct. Counts whom the source may show by accounts; its filter by number is
 * left aside, for whoever it hides is who lacks a number.
 */
export const makeReadQuality =
  (deps: { readonly sources: SourceStore; readonly contacts: SourceContacts }) =>
  async (ctx: TenantContext, sourceId: string): Promise<Result<QualityReport, NotFound | Conflict>> => {
    const source = (await deps.sources.get(ctx, sourceId))?.value;
    if (source === undefined) return err(notFound);
    const isUnread = (await deps.contacts.head(ctx, source.id)) === undefined;
    if (isUnread && sourceKindTable[source.kind].kept === 'by-reading')
      return err(conflict('source-not-ready'));
    const shown: Contact[] = [];
    for await (const page of deps.contacts.all(ctx, source.id)) {
      shown.push(...page.filter((contact) => isVisible({ ...source, filter: 'all' }, contact)));
    }
    const trimmed = shown.flatMap((contact) => toCard(contact, { policy: defaultFieldPolicy }).trimmed);
    const duplicates = duplicatesAmong(shown);
    const names = new Map(shown.map((contact) => [contact.key, nameOf(contact)]));
    const collator = new Intl.Collator('de');
    const findings = shown
      .map(
        (contact): Finding => ({
          key: contact.key,
          name: nameOf(contact),
          withoutNumber: !hasUsableNumber(contact),
          unusable: contact.phones.flatMap(({ original, problem }) =>
            problem === undefined ? [] : [{ original, problem }],
          ),
          duplicates: (duplicates.get(contact.key) ?? []).map((key) => ({ key, name: names.get(key) })),
        }),
      )
      .filter((each) => each.withoutNumber || each.unusable.length > 0 || each.duplicates.length > 0)
      .sort((a, b) => collator.compare(a.name ?? '', b.name ?? '') || (a.key < b.key ? -1 : 1));
    return ok({
      kind: source.kind,
      quality: qualityOf(shown, trimmed),
      duplicates: duplicates.size,
      findings,
    });
  };

const nameOf = ({ displayName, givenName, surname }: Contact): string | undefined => {
  const parts = [givenName, surname].filter((part) => part !== undefined);
  return displayName ?? (parts.length === 0 ? undefined : parts.join(' '));
};
