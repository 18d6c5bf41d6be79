import { png } from '../../../../shared/brand/png.test-data.ts';
import type { Answered } from '../world/http.ts';
import { tenantIdOf, userIdOf } from './companies.ts';
import type { Desk } from './desk.ts';

/** What the operator agrees with a company about the app, and what its users see of it. */
export type AppTermsAct =
  | { readonly kind: 'set-contract'; readonly company: number; readonly isOver: boolean }
  | {
      readonly kind: 'set-brand';
      readonly company: number;
      readonly variant: number;
      /** A picture so wide, none, or the one that there is. */
      readonly logo: number | 'none' | 'as-it-is';
    }
  | { readonly kind: 'see-brand'; readonly company: number; readonly user: number };
type AppTermsActOf<Kind extends AppTermsAct['kind']> = Extract<AppTermsAct, { kind: Kind }>;

const hour = 3_600_000;
const mostTries = 20;
const colours = { primary: '#000000', onPrimary: '#ffffff', secondary: '#ffffff', onSecondary: '#000000' };
const operations = {
  contract: ['getCustomerAppContract', 'setCustomerAppContract'],
  brand: ['getCustomerAppBrand', 'setCustomerAppBrand'],
} as const;

export const makeAppTerms = ({ world, truth, operator, clientOf }: Desk) => {
  /** Under the ETag read, where there is one; whose answer was lost meets another, and says it again. */
  const set = async (what: keyof typeof operations, company: number, body: unknown): Promise<Answered> => {
    const params = { tenantId: tenantIdOf(company) };
    const [read, write] = operations[what];
    for (let tries = 1; ; tries++) {
      const { status, etag } = await operator({ operation: read, params });
      const precondition = status === 200 && etag !== undefined ? { etag } : {};
      const answered = await operator({ operation: write, params, body, ...precondition });
      if (answered.status !== 412 || tries === mostTries) return answered;
    }
  };
  const isSet = (company: number, what: string, { status, text }: Answered): boolean => {
    if (status === 200) return true;
    if (truth.left.has(company)) return false;
    throw new Error(`L: a ${what} is answered with ${status} ${text}`);
  };

  return {
    'set-contract': async ({ company, isOver }: AppTermsActOf<'set-contract'>) => {
      const body = {
        from: '2026-01-01T00:00:00Z',
        ...(isOver ? { until: '2026-02-01T00:00:00Z' } : {}),
        users: { who: 'everyone' },
      };
      const answered = await set('contract', company, body);
      if (isSet(company, 'contract', answered)) truth.contracts.set(company, { isOver });
    },
    'set-brand': async ({ company, variant, logo }: AppTermsActOf<'set-brand'>) => {
      const name = `Marke ${variant}`;
      const picture = typeof logo === 'number' ? png(logo).toString('base64') : null;
      const body = { name, colours, ...(logo === 'as-it-is' ? {} : { logo: picture }) };
      if (!isSet(company, 'brand', await set('brand', company, body))) return;
      const width = logo === 'as-it-is' ? truth.brands.get(company)?.logoWidth : logo;
      truth.brands.set(company, { name, ...(typeof width === 'number' ? { logoWidth: width } : {}) });
    },
    'see-brand': async ({ company, user }: AppTermsActOf<'see-brand'>) => {
      // Longer than an instance remembers whom the contract entitles, whatever is wrong with its clock.
      await world.timeline.wait(hour);
      const asking = { operation: 'getMyBrand', user: userIdOf(company, user) };
      const { status, body } = await clientOf(company)(asking);
      if (truth.left.has(company)) return;
      const brand = truth.brands.get(company);
      const isMine = brand !== undefined && truth.contracts.get(company)?.isOver === false;
      const seen = status === 200 ? body['name'] : undefined;
      if (seen !== (isMine ? brand.name : undefined))
        throw new Error(`L: a user of company ${company} sees the brand ${String(seen)} (${status})`);
    },
  };
};
