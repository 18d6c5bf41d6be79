import { ok } from '../../shared/kernel/result.ts';
import type { Directory } from '../../shared/sources/directory.ts';

const pageSize = 500;

/** The people of a company from one number to another, one in fifty a manager; the same numbers are the same people. */
export const bigCompany = (from: number, to: number): Directory => ({
  readPeople: async function* () {
    for (let at = from; at < to; at += pageSize) {
      const changed = Array.from({ length: Math.min(pageSize, to - at) }, (_, n) => personOf(at + n));
      yield ok({ changed, removed: [], ...(at + pageSize >= to ? { link: 'link' } : {}) });
    }
  },
  membersOf: async () => ok([]),
  photosOf: async () => ok(new Map()),
  probe: async () => ok(undefined),
});

const personOf = (n: number) => ({
  key: keyOf(n),
  givenName: `Given${n}`,
  surname: `Surname${n}`,
  displayName: `Given${n} Surname${n}`,
  companyName: 'Groß AG',
  department: `Department ${n % 100}`,
  emails: [`given${n}.surname@gross.example`],
  businessPhones: [`089 ${1_000_000 + n}`],
  mobilePhone: `0171 ${2_000_000 + n}`,
  managerKey: keyOf(n - (n % 50)),
  enabled: true,
  hidden: false,
});

/** As long as Entra's. */
const keyOf = (n: number): string => `5f0c0000-0000-4000-8000-${String(n).padStart(12, '0')}`;
