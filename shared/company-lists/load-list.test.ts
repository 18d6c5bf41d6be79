import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { details, listId, makeListBench, reception } from '../../tests/support/list-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { conflict } from '../kernel/failures.ts';
import { err } from '../kernel/result.ts';
import { toEntry } from './list-entry.ts';
import type { LoadInput } from './load-list.ts';
import { writeCsv } from './write-csv.ts';

const open = async () => {
  const bench = makeListBench();
  await bench.haveList();
  const load = (text: string, how: Partial<LoadInput> = {}) =>
    bench.loadList(bench.ctx, listId, { format: 'csv', text, mode: 'merge', dryRun: false, ...how });
  const names = async () =>
    (await bench.entries()).map(({ displayName = '' }) => displayName).sort((a, b) => (a < b ? -1 : 1));
  return { ...bench, load, names };
};
const errorsOf = (result: Awaited<ReturnType<Awaited<ReturnType<typeof open>>['load']>>) =>
  !result.ok && result.error.type === 'invalid'
    ? result.error.errors.map(({ pointer, rule }) => `${pointer} ${rule}`)
    : result;

describe('[S10] [T5] a file with erased people', () => {
  const erika = details({ displayName: 'Erika Muster', emails: ['erika@mueller.example'] });
  const nameless = details({ companyName: 'Muster Solo' });

  it('is refused whole, as a trial too, with the lines that they are in', async () => {
    const { load, names, erase, lift } = await open();
    const text = 'Firma;Anzeigename;E-Mail\n;Empfang;\n;Erika;Erika@mueller.example\nMuster Solo;;\n';
    succeeded(await load('Firma\nMuster Solo\n'));
    erase('e1', toEntry('e1', erika, 'DE'));
    for (const dryRun of [true, false]) {
      expect(errorsOf(await load(text, { dryRun }))).toEqual(['line:3 person-erased']);
    }
    expect(await names()).toEqual(['Muster Solo']);
    lift();
    expect(succeeded(await load(text))).toMatchObject({ created: 2, unchanged: 1 });
  });

  it('knows again a row without address and number by the entry that it made before', async () => {
    const { load, names, erase, entries } = await open();
    succeeded(await load('Firma\nMuster Solo\n'));
    const [entry] = await entries();
    erase(entry?.key ?? '', toEntry('', nameless, 'DE'));
    expect(errorsOf(await load('Firma\nBücherei\nMuster Solo\n', { mode: 'replace' }))).toEqual([
      'line:3 person-erased',
    ]);
    expect(await names()).toEqual(['Muster Solo']);
  });
});

describe('[S10] a CSV file', () => {
  it('of the documentation loads as it stands', async () => {
    const { load, entries } = await open();
    const sample = readFileSync(new URL('../../docs/company-list.sample.csv', import.meta.url), 'utf8');
    expect(succeeded(await load(sample))).toMatchObject({ created: 4, ignoredColumns: [], withoutNumber: 0 });
    expect((await entries()).find(({ displayName }) => displayName === 'Empfang')).toMatchObject({
      phones: [
        { kind: 'business', original: '+49 89 99998-0', e164: '+4989999980' },
        { kind: 'businessFax' },
      ],
      businessAddress: { street: 'Weg 1', postalCode: '01067', city: 'Dresden', country: 'Deutschland' },
    });
  });

  it('is read with German and English headings, Outlook’s own, and each of three separators', async () => {
    for (const text of [
      'Vorname;Nachname;Telefon geschäftlich;Telefon geschäftlich 2;Mobiltelefon;E-Mail-Adresse;Straße geschäftlich;Ort geschäftlich\r\nAnna;Berger;089 99998-1;089 99998-2;0171 3920027;a@m.example;Weg 1;München\r\n',
      'sep=,\nFirst Name,Last Name,Business Phone,Business Phone 2,Mobile Phone,E-mail Address,Business Street,Business City\nAnna,Berger,089 99998-1,089 99998-2,0171 3920027,a@m.example,Weg 1,München',
      '"vorname"\tNACHNAME\tTelefon (geschäftlich)\tTelefon\tMobil\tE-Mail\tStraße\tOrt\n\n"Anna"\tBerger\t089 99998-1\t089 99998-2\t0171 3920027\ta@m.example\t"Weg 1"\tMünchen\n',
    ]) {
      const { load, entries } = await open();
      expect(succeeded(await load(`\uFEFF${text}`))).toMatchObject({ created: 1, ignoredColumns: [] });
      expect(await entries()).toMatchObject([
        {
          displayName: 'Anna Berger',
          phones: [{ original: '089 99998-1' }, { original: '089 99998-2' }, { kind: 'mobile' }],
          emails: ['a@m.example'],
          businessAddress: { street: 'Weg 1', city: 'München' },
        },
      ]);
    }
  });

  it('is what Outlook and Google export, as it stands', async () => {
    const outlook = {
      de: [
        '"Anrede","Vorname","Weitere Vornamen","Nachname","Suffix","Firma","Abteilung","Position","Straße geschäftlich","Straße geschäftlich 2","Straße geschäftlich 3","Ort geschäftlich","Region geschäftlich","Postleitzahl geschäftlich","Land/Region geschäftlich","Straße privat","Ort privat","Fax geschäftlich","Telefon geschäftlich","Telefon geschäftlich 2","Telefon Firma","Telefon privat","Mobiltelefon","Haupttelefon","Büro","E-Mail-Adresse","E-Mail-Typ","E-Mail: Angezeigter Name","E-Mail 2: Adresse","Notizen"',
        '"Dr.","Anna",,"Berger",,"Müller AG","Vertrieb","Leiterin","Weg 1","Hinterhaus",,"München",,"81673","Deutschland",,,,"089 99998-1",,,,"0171 3920027",,"2.14","/o=ExchangeLabs/ou=Group/cn=Recipients/cn=anna","EX","Anna Berger","a@m.example",',
      ],
      en: [
        'Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business Street 2,Business Street 3,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,Home City,Business Fax,Business Phone,Business Phone 2,Company Main Phone,Home Phone,Mobile Phone,Primary Phone,Office Location,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,Notes',
        'Dr.,Anna,,Berger,,Müller AG,Vertrieb,Leiterin,Weg 1,Hinterhaus,,München,,81673,Deutschland,,,,089 99998-1,,,,0171 3920027,,2.14,a@m.example,SMTP,Anna Berger,,',
      ],
    };
    for (const lines of [outlook.de, outlook.en]) {
      const { load, entries } = await open();
      succeeded(await load(lines.join('\r\n')));
      expect(await entries()).toMatchObject([
        {
          givenName: 'Anna',
          surname: 'Berger',
          companyName: 'Müller AG',
          jobTitle: 'Leiterin',
          officeLocation: '2.14',
          phones: [{ e164: '+4989999981' }, { kind: 'mobile' }],
          emails: ['a@m.example'],
          businessAddress: { street: 'Weg 1\nHinterhaus', city: 'München', postalCode: '81673' },
        },
      ]);
    }
    const google = await open();
    succeeded(
      await google.load(
        'First Name,Last Name,Organization Name,Organization Title,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\nAnna,Berger,Müller AG,Leiterin,* Work,a@m.example,Mobile,+49 171 3920027\n',
      ),
    );
    expect(await google.entries()).toMatchObject([
      {
        companyName: 'Müller AG',
        jobTitle: 'Leiterin',
        emails: ['a@m.example'],
        phones: [{ e164: '+491713920027' }],
      },
    ]);
  });

  it('takes “Title” for a job’s where there is no other, and no heading twice', async () => {
    const { load, entries } = await open();
    succeeded(await load('Name,Title\nAnna,Head'));
    expect(await entries()).toMatchObject([{ jobTitle: 'Head' }]);
    expect(errorsOf(await load('Name;Position;Funktion\nAnna;a;b'))).toEqual([
      'line:1/Funktion duplicate-item',
    ]);
  });

  it('changes nothing where anything is wrong, and every error is told by its line and column', async () => {
    const { load, names, told } = await open();
    succeeded(await load('Name\nEmpfang'));
    const result = await load(
      [
        'Kennung;Name;E-Mail;Telefon;Lieblingsfarbe',
        '7;Gut;gut@m.example;089 99998-1;blau',
        '8;"zwei',
        `Zeilen";kein Geheimnis;089 99998-2;`,
        `7;Doppelt;;${'1'.repeat(101)};rot`,
        ';;;089 99998-3;',
        ';Zu breit;;;;noch was',
      ].join('\r\n'),
      { mode: 'replace' },
    );
    expect(errorsOf(result)).toEqual([
      'line:3/Name control-characters',
      'line:3/E-Mail email',
      'line:5/Kennung duplicate-item',
      'line:5/Telefon max-length',
      'line:6/displayName contact-name',
      'line:7 csv-too-many-cells',
    ]);
    expect(JSON.stringify(result)).not.toContain('Geheimnis');
    expect(await names()).toEqual(['Empfang']);
    expect(await told()).toHaveLength(1);
  });

  it.each([
    ['', ['line:1 csv-no-headings']],
    ['Name;Firma\n', ['line:1 file-without-entries']],
    ['Farbe;Form\nrot;rund', ['line:1 csv-no-headings']],
    ['Name;Firma;Company\nx;y;z', ['line:1/Company duplicate-item']],
    ['Name;Firma\nx;y\n"z;u\n', ['line:3 csv-quotes']],
    ['sep=;\nName;Firma\nx;"y" z\n', ['line:3 csv-quotes']],
  ])('%j is refused', async (text, errors) => {
    const { load } = await open();
    expect(errorsOf(await load(text))).toEqual(errors);
  });

  it('of very many errors tells the first hundred and how many there are', async () => {
    const { load } = await open();
    const result = await load(['Firma;Telefon', ...Array.from({ length: 250 }, () => ';1')].join('\n'));
    expect(errorsOf(result)).toHaveLength(101);
    expect(!result.ok && result.error).toMatchObject({
      errors: expect.arrayContaining([{ pointer: '', rule: 'more-errors', params: { more: 150, all: 250 } }]),
    });
  });

  it('holds as many as a list does, and is added to what is there only as far', async () => {
    const { load } = await open();
    const rows = (count: number, name: string) =>
      ['Name', ...Array.from({ length: count }, (_, n) => `${name} ${n}`)].join('\n');
    expect(errorsOf(await load(rows(5001, 'x')))).toEqual(['line:5002 max-items']);
    succeeded(await load(rows(4000, 'x')));
    expect(await load(rows(2000, 'y'))).toEqual(err(conflict('list-full')));
    expect(succeeded(await load(rows(2000, 'y'), { mode: 'replace' }))).toMatchObject({
      created: 2000,
      removed: 4000,
      contacts: 2000,
    });
  });
});

describe('[S10] a load', () => {
  it('knows entries again: by id, by content, by the row that they came from', async () => {
    const { load, entries, replaceEntry, ctx } = await open();
    const file = 'Id;Name;Telefon\n4711;Empfang;089 99998-0\n;Taxi;089 111111\n;Taxi;089 111111\n';
    expect(succeeded(await load(file))).toMatchObject({ created: 2, repeated: 1 });
    const before = await entries();
    expect(succeeded(await load(file))).toMatchObject({ created: 0, updated: 0, unchanged: 2, repeated: 1 });
    expect(succeeded(await load(file, { mode: 'replace' }))).toMatchObject({ removed: 0, unchanged: 2 });
    expect(await entries()).toEqual(before);

    const changed = file.replace('Empfang', 'Zentrale');
    expect(succeeded(await load(changed))).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
    const taxi = before.find(({ displayName }) => displayName === 'Taxi');
    const target = { sourceId: listId, key: taxi?.key ?? '' };
    succeeded(await replaceEntry(ctx, target, () => true, details({ displayName: 'Taxi Süd' })));
    expect(succeeded(await load(changed))).toMatchObject({ created: 0, updated: 1, contacts: 2 });
  });

  it('replaces or merges, and tells beforehand what would come of it', async () => {
    const { load, names, told, list } = await open();
    succeeded(await load('Name;Telefon\na;089 99998-0\nb;412\nc;'));
    expect(await list()).toMatchObject({
      lastRefresh: { contacts: 3, withoutNumber: 2, unusableNumbers: 1 },
    });
    const next = 'Name;Telefon\nb;412\nd;\n';
    const replace = { mode: 'replace' } as const;
    const dry = succeeded(await load(next, { ...replace, dryRun: true }));
    expect(await names()).toEqual(['a', 'b', 'c']);
    expect(succeeded(await load(next, replace))).toEqual(dry);
    expect(dry).toMatchObject({
      created: 1,
      updated: 0,
      unchanged: 1,
      removed: 2,
      contacts: 2,
      withoutNumber: 2,
    });
    expect(await names()).toEqual(['b', 'd']);
    succeeded(await load('Name\ne', { mode: 'merge' }));
    expect(await names()).toEqual(['b', 'd', 'e']);
    expect(await told()).toEqual([
      { created: 1, changed: 0, removed: 0 },
      { created: 1, changed: 0, removed: 2 },
      { created: 3, changed: 0, removed: 0 },
    ]);
  });

  it('knows an id of ours in whatever case a spreadsheet has made of it', async () => {
    const { load, createEntry, exportList, ctx } = await open();
    const entry = succeeded(await createEntry(ctx, listId, reception));
    const csv = writeCsv(succeeded(await exportList(ctx, listId, 'csv')), 'en');
    const shouted = csv.replace(entry.key, entry.key.toUpperCase());
    expect(succeeded(await load(shouted))).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
  });

  it('brings back under its old id what was deleted by mistake', async () => {
    const { load, entries, createEntry, deleteEntry, exportList, ctx } = await open();
    const entry = succeeded(await createEntry(ctx, listId, reception));
    const csv = writeCsv(succeeded(await exportList(ctx, listId, 'csv')), 'en');
    succeeded(await deleteEntry(ctx, { sourceId: listId, key: entry.key }, () => true));
    succeeded(await load(csv));
    expect(await entries()).toEqual([entry]);
  });

  it('takes vCards, and refuses old ones in words', async () => {
    const { load, names } = await open();
    const vcard = { format: 'vcard' } as const;
    const card = (version: string, name: string) =>
      `BEGIN:VCARD\r\nVERSION:${version}\r\nFN:${name}\r\nTEL:089 99998-0\r\nEND:VCARD\r\n`;
    expect(errorsOf(await load(card('4.0', 'x') + card('2.1', 'y'), vcard))).toEqual([
      'line:6/VERSION vcard-version',
    ]);
    expect(errorsOf(await load(card('4.0', ''), vcard))).toEqual(['line:1/displayName contact-name']);
    expect(succeeded(await load(card('4.0', 'x') + card('3.0', 'y'), vcard))).toMatchObject({ created: 2 });
    expect(await names()).toEqual(['x', 'y']);
  });
});
