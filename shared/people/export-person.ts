import type { RecordAct } from '../audit/act.ts';
import type { SharedContact } from '../contacts/card.ts';
import type { Contact } from '../contacts/contact.ts';
import type { Sameness } from '../contacts/sameness.ts';
import type { Commit } from '../kernel/commit.ts';
import { type Invalid, type NotFound, notFound } from '../kernel/failures.ts';
import { asId, type SourceId } from '../kernel/ids.ts';
import type { KeyedHashes } from '../kernel/keyed-hashes.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ShareUse, ShareUseStore } from '../shares/share.ts';
import type { SourceContacts } from '../sources/source.ts';
import { tenantEntityId } from '../tenants/tenant.ts';
import type { FindPeople, Found, FoundEntry } from './find-people.ts';
import { type Mentions, type MentionsDeps, mentionsOf } from './mentions.ts';
import type { PersonErasureStore } from './person-erasure.ts';
import { marksOf, marksOfTerms, recognisableCard } from './person-marks.ts';
import { type PersonTerms, type TypedTerms, toTerms } from './person-terms.ts';
import { recognise, recogniseMarks } from './recognise.ts';
import type { SharedPeople } from './shared-people.ts';

export interface PersonExport {
  readonly people: readonly {
    /** Why the entries are one person; empty for a single one. */
    readonly because: readonly Sameness[];
    readonly entries: readonly {
      readonly sourceId: string;
      readonly contact: Contact;
      readonly photoBase64?: string;
    }[];
  }[];
  readonly shares: readonly {
    readonly shareId: string;
    readonly displayName: string;
    readonly snapshots: readonly {
      readonly takenAt: string;
      readonly contacts: readonly SharedContact[];
    }[];
    /** Who has copies in mailboxes: how many they fill, not whose. */
    readonly importedBy: readonly Omit<ShareUse, 'importId' | 'shareId' | 'generation'>[];
  }[];
  readonly mentions: Mentions;
  /** Ids of erasures that keep somebody of these terms out. */
  readonly keptOutBy: readonly string[];
}

export interface ExportPersonDeps extends MentionsDeps {
  readonly findPeople: FindPeople;
  readonly contacts: SourceContacts;
  readonly sharedPeople: SharedPeople;
  readonly shareUses: ShareUseStore;
  readonly personErasures: PersonErasureStore;
  readonly hashes: KeyedHashes;
  readonly recordAct: RecordAct;
  readonly commit: Commit;
}

/** [T5] Everything that is kept about the people whom the terms name (GDPR Art. 15). The act in the trail says how many. */
export const makeExportPerson =
  (deps: ExportPersonDeps) =>
  async (ctx: TenantContext, typed: TypedTerms): Promise<Result<PersonExport, NotFound | Invalid>> => {
    const tenant = (await deps.tenants.get(ctx, tenantEntityId))?.value;
    if (tenant === undefined) return err(notFound);
    const terms = toTerms(typed, tenant.countryCode);
    if (!terms.ok) return terms;
    const found = await deps.findPeople(ctx, terms.value);
    if (!found.ok) return found;
    const { people, shared } = found.value;
    const details = { people: people.length };
    await deps.commit(ctx, [
      deps.recordAct(ctx, { subject: 'person-export', subjectId: ctx.tenantId, details }),
    ]);
    const entries = people.flatMap((person) => person.entries);
    const marks = new Set([...marksOf(entries, shared), ...marksOfTerms(terms.value, shared)]);
    return ok({
      people: await Promise.all(
        people.map(async (person) => ({
          because: person.because,
          entries: await Promise.all(person.entries.map((entry) => withPhoto(deps, ctx, entry))),
        })),
      ),
      shares: await inShares(deps, ctx, marks, terms.value),
      mentions: await mentionsOf(deps, ctx, namesOf(found.value, terms.value)),
      keptOutBy: await keptOutBy(deps, ctx, marks),
    });
  };

const withPhoto = async (
  { contacts }: ExportPersonDeps,
  ctx: TenantContext,
  { sourceId, contact }: FoundEntry,
): Promise<PersonExport['people'][number]['entries'][number]> => {
  const photo =
    contact.photo === undefined
      ? undefined
      : await contacts.photo(ctx, asId<SourceId>(sourceId), contact.photo);
  return { sourceId, contact, ...(photo && { photoBase64: Buffer.from(photo).toString('base64') }) };
};

const namesOf = ({ people }: Found, terms: PersonTerms) => {
  const entries = people.flatMap((person) => person.entries);
  const ids = entries.flatMap(({ contact, entraId }) => [
    contact.key,
    ...(entraId === undefined ? [] : [entraId]),
  ]);
  const emails = entries.flatMap(({ contact }) => contact.emails);
  const lower = (texts: readonly string[]) => texts.map((text) => text.trim().toLowerCase());
  return {
    ids: new Set([...terms.ids, ...lower(ids)]),
    emails: new Set([...terms.emails, ...lower(emails)]),
  };
};

const inShares = async (
  deps: ExportPersonDeps,
  ctx: TenantContext,
  marks: ReadonlySet<string>,
  { phones }: PersonTerms,
): Promise<PersonExport['shares']> => {
  const { isErased } = recogniseMarks(marks);
  const isMeant = (contact: SharedContact) => {
    const person = recognisableCard(contact);
    return isErased(person) || person.numbers.some((number) => phones.has(number));
  };
  const shares: PersonExport['shares'][number][] = [];
  for await (const { value: share } of deps.shares.all(ctx)) {
    const snapshots: { takenAt: string; contacts: SharedContact[] }[] = [];
    for (const { version, takenAt } of await deps.sharedPeople.versions(ctx, share.id)) {
      const contacts: SharedContact[] = [];
      for await (const list of deps.sharedPeople.contacts(ctx, share.id, version))
        contacts.push(...list.filter(isMeant));
      if (contacts.length > 0) snapshots.push({ takenAt, contacts });
    }
    if (snapshots.length === 0) continue;
    const importedBy: Omit<ShareUse, 'importId' | 'shareId' | 'generation'>[] = [];
    for await (const { value } of deps.shareUses.all(ctx, `${share.id}~`)) {
      const { importId: _theirs, shareId: _known, generation: _technical, ...use } = value;
      importedBy.push(use);
    }
    shares.push({ shareId: share.id, displayName: share.displayName, snapshots, importedBy });
  }
  return shares;
};

const keptOutBy = async (
  deps: ExportPersonDeps,
  ctx: TenantContext,
  marks: ReadonlySet<string>,
): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { value } of deps.personErasures.all(ctx)) {
    const { hasMark } = await recognise(ctx, [value], deps.hashes);
    if ([...marks].some(hasMark)) found.push(value.id);
  }
  return found;
};
