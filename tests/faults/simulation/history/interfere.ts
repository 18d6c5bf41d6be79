import type { Interference, World } from '../world/world.ts';
import { tenantIdOf } from './companies.ts';
import type { Act } from './history.ts';
import type { Truth } from './truth.ts';

const lossMs = 3 * 3_600_000;

/** What people do when a fault asks for it, to whatever share, import, mailbox and person there is. */
export const makeInterfere = (world: World, truth: Truth, people: number, enqueue: (act: Act) => void) => {
  const { prng, timeline, entra } = world;
  const variant = () => prng.between(1, 9_999);

  const actOf = (what: Interference): Act | undefined => {
    const imports = [...truth.imports].filter(([, { deleted }]) => !deleted);
    const shares = [...truth.shares];
    const [name, imported] = imports.length === 0 ? [undefined, undefined] : prng.pick(imports);
    const [share, shared] = shares.length === 0 ? [undefined, undefined] : prng.pick(shares);
    if (name === undefined || share === undefined) return undefined;
    const mailbox = { import: name, user: prng.below(people), nth: prng.below(8) };
    const person = { company: shared.company, user: prng.below(people) };
    switch (what) {
      case 'contact-deleted':
      case 'contact-edited':
      case 'contact-moved':
      case 'folder-deleted':
        return { kind: what, ...mailbox };
      case 'links-expire':
        return { kind: what, company: imported.company };
      case 'person-changes':
        return { kind: what, ...person, variant: variant() };
      case 'person-leaves':
        return { kind: what, ...person };
      case 'revoke':
        return { kind: what, share };
      case 'expire':
        return { kind: what, share, afterMs: 60_000 };
      case 'exclude':
        return { kind: what, share, users: [prng.below(people)] };
      case 'rotate':
        return { kind: what, share, endImports: prng.chance(0.5) };
      case 'delete-import':
      case 'run-now':
        return { kind: what, import: name };
      case 'change-targets':
        return { kind: what, import: name, users: prng.chance(0.5) ? [0, people - 1] : [1, 2] };
      case 'withdraw-consent':
      case 'block-access':
        return undefined;
    }
  };

  return (what: Interference): void => {
    if (what === 'withdraw-consent' || what === 'block-access') {
      const companies = new Set(
        [...truth.imports.values(), ...truth.shares.values()].map(({ company }) => company),
      );
      if (companies.size === 0) return;
      const tenant = tenantIdOf(prng.pick([...companies]));
      entra.decide(tenant, what === 'block-access' ? 'blocked' : 'withdrawn');
      entra.expireTokens();
      timeline.after(lossMs, () => entra.decide(tenant, 'given'));
      return;
    }
    const act = actOf(what);
    if (act !== undefined) enqueue(act);
  };
};
