import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeAppBench } from '../../tests/support/app-bench.ts';
import { makeInterleaving } from '../../tests/support/interleaving.ts';
import { makeSetContract } from '../entitlements/set-contract.ts';
import { ServiceError } from '../kernel/service-error.ts';
import { membersUnder } from './group-members.ts';
import { makeKeepUp } from './keep-up.ts';

const groupIds = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const userIds = ['0', '7', 'f'].map((digit) => `${digit}0000000-0000-4000-8000-000000000000`);
const round = fc.record({
  /** Who is in both groups from the middle of the round on. */
  members: fc.subarray(userIds),
  named: fc.subarray(groupIds, { minLength: 1 }),
});

it('[S9] whoever reads the groups at once, the members are those of the last who asked, of all groups that are named', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(round, { minLength: 1, maxLength: 4 }),
      async (schedule, rounds) => {
        const bench = makeAppBench();
        const { ctx, clock, entities, groups } = bench;
        const around = makeInterleaving(schedule);
        await bench.have();
        const ports = {
          access: around(entities.appAccess),
          contracts: around(entities.appContracts),
          groupMembers: around(entities.groupMembers),
          sources: around(entities.sources),
          directory: around({
            membersOf: async (_ctx: unknown, group: string) => ({
              ok: true as const,
              value: groups.get(group) ?? [],
            }),
          }) as Parameters<typeof makeKeepUp>[0]['directory'],
          commit: around(entities.commit),
          clock,
        };
        const keepUp = makeKeepUp({ ...ports, maxAgeMs: 60 * 60_000 });
        const setContract = makeSetContract(ports);
        const delivered = async (): Promise<void> =>
          keepUp(ctx).catch((error: unknown) => {
            if (!(error instanceof ServiceError)) throw error;
            return delivered();
          });
        /** Sets what is so from now on, and delivers the message that tells of it. */
        const turn = async ({ members, named }: (typeof rounds)[number]) => {
          await setContract(ctx, () => true, { users: { who: 'groups', groups: [...named] } });
          for (const group of groupIds) groups.set(group, members);
          await delivered();
        };
        for (const each of rounds) {
          await schedule.waitFor(Promise.all([delivered(), turn(each), delivered()]));
          for (const group of groupIds) {
            const found: string[] = [];
            let parts = 0;
            for await (const { value } of entities.groupMembers.all(ctx, membersUnder(group))) {
              parts++;
              found.push(...value.members);
            }
            if (!each.named.includes(group)) continue;
            expect(parts).toBe(16);
            expect(found.toSorted()).toEqual(each.members.toSorted());
          }
        }
      },
    ),
    { numRuns: 100 },
  );
});
