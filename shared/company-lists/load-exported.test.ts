import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { details, listId, makeListBench } from '../../tests/support/list-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { type Contact, phoneKinds } from '../contacts/contact.ts';
import { toVcard } from '../contacts/vcard/to-vcard.ts';
import { toEntry } from './list-entry.ts';
import { writeCsv } from './write-csv.ts';

const hazard = fc.constantFrom(...'=+-@\'",;|äß€ '.split(''), '=cmd()', "'+1", '\\', 'a');
const text = fc
  .array(hazard, { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join('').trim())
  .filter((typed) => typed !== '');
const number = fc.oneof(text, fc.constantFrom('+49 89 99998-0', '089 99998-1', '412', "'+49 30 1"));
const given = fc.record(
  {
    displayName: text,
    givenName: text,
    companyName: text,
    department: text,
    phones: fc.array(fc.record({ kind: fc.constantFrom(...phoneKinds), number }), { maxLength: 6 }),
    emails: fc.array(fc.constantFrom('a@m.example', '-b@m.example', '+c@m.example'), { maxLength: 3 }),
    businessAddress: fc.record({ street: fc.tuple(text, text).map((two) => two.join('\n')), city: text }),
  },
  { requiredKeys: ['displayName', 'phones', 'emails'] },
);

describe('[S10] loading what was exported', () => {
  const entries = fc
    .uniqueArray(fc.tuple(fc.uuid(), given), { maxLength: 5, selector: ([key]) => key })
    .map((all) => all.map(([key, fields]): Contact => toEntry(key, details(fields), 'DE')));
  const writers = [
    ['csv', (all: readonly Contact[]) => writeCsv(all, 'de')],
    ['csv', (all: readonly Contact[]) => writeCsv(all, 'en')],
    [
      'vcard',
      (all: readonly Contact[]) =>
        all.map((each) => toVcard(each, { version: '4.0', withSpelling: true })).join(''),
    ],
  ] as const;

  it.each(writers)('changes nothing (%s)', async (format, write) => {
    await fc.assert(
      fc.asyncProperty(entries, async (all) => {
        fc.pre(all.length > 0);
        const { haveList, loadList, ctx, entries: kept } = makeListBench();
        await haveList();
        const load = (loaded: string) =>
          loadList(ctx, listId, { format, text: loaded, mode: 'replace', dryRun: false });
        const file = write(all);
        succeeded(await load(file));
        expect(await kept()).toEqual(all.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
        expect(succeeded(await load(file))).toMatchObject({
          created: 0,
          updated: 0,
          removed: 0,
          unchanged: all.length,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('no cell begins like a formula', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const cells = parse(writeCsv(all, 'de'), { delimiter: ';', bom: true }).flat();
        for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
      { examples: [[[toEntry('k', details({ displayName: '=1+1', givenName: '+49' }), 'DE')]]] },
    );
  });
});
