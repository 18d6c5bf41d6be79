import { expect, it } from 'vitest';
import type { Act } from './act.ts';
import { actsCsv, csvCell } from './acts-csv.ts';

const act: Act = {
  id: 'a1',
  at: '2026-03-01T08:00:00.000Z',
  operation: 'changeShare',
  actor: { kind: 'user', oid: 'oid' },
  from: '2001:db8::1',
  correlationId: '=HYPERLINK("http://x")',
  changes: [
    {
      subject: 'share',
      subjectId: 's1',
      effect: 'changed',
      before: { displayName: 'Müller' },
      after: { displayName: '=1+1, "x"\n' },
    },
    { subject: 'share', subjectId: 's2', effect: 'deleted', before: {}, after: {} },
  ],
};

it('[T7] a line for each thing that changed, as RFC 4180', () => {
  const lines = actsCsv([act]).split('\r\n');
  expect(lines[0]).toBe(
    '\uFEFFat,operation,actorKind,actorId,from,correlationId,effect,subject,subjectId,before,after',
  );
  expect(lines[1]).toBe(
    '2026-03-01T08:00:00.000Z,changeShare,user,oid,2001:db8::1,"\'=HYPERLINK(""http://x"")",changed,share,s1,' +
      '"{""displayName"":""Müller""}","{""displayName"":""=1+1, \\""x\\""\\n""}"',
  );
  expect(lines[2]).toMatch(/,deleted,share,s2,\{\},\{\}$/);
  expect(lines).toHaveLength(4);
});

it.each(['=1+1', '+49 170', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])(
  'takes the sting out of %j',
  (cell) => {
    expect(csvCell(cell)).toBe(`"'${cell}"`);
  },
);

it.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['', ''],
])('writes %j as %s', (cell, written) => {
  expect(csvCell(cell)).toBe(written);
});
