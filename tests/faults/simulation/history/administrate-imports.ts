import { tenantIdOf } from './companies.ts';
import type { ActOf, Desk } from './desk.ts';
import { textOf } from './desk.ts';

/** Holds, previews and confirmations of imports, and the licences that they need. */
export const makeAdministrateImports = ({ truth, clientOf, newKey, appears, change, ofImport }: Desk) => ({
  pause: (act: ActOf<'pause'>) =>
    ofImport(
      act.import,
      'pauseImport',
      () => undefined,
      (imported) => ({ ...imported, paused: true }),
    ),
  resume: (act: ActOf<'resume'>) =>
    ofImport(
      act.import,
      'resumeImport',
      () => undefined,
      (imported) => ({ ...imported, paused: false }),
    ),
  preview: async (act: ActOf<'preview'>) => {
    const imported = await appears(() => truth.imports.get(act.import));
    if (imported === undefined) return;
    const params = { importId: imported.id };
    await clientOf(imported.company)({ operation: 'previewImport', params, key: newKey() });
  },
  confirm: async (act: ActOf<'confirm'>) => {
    const imported = await appears(() => truth.imports.get(act.import));
    if (imported === undefined) return;
    const client = clientOf(imported.company);
    const params = { importId: imported.id };
    const { gate } = (await client({ operation: 'getImport', params })).body as {
      gate?: { runId: string; deletions: number };
    };
    if (gate === undefined) return;
    const { runId, deletions } = gate;
    const body = { runId, deletions };
    const answered = await client({ operation: 'confirmDeletions', params, body, key: newKey() });
    if (answered.status === 202) truth.confirmed.add(textOf(answered, 'id'));
  },
  book: async ({ company, held, acceptPause, by }: ActOf<'book'>) => {
    const body = { held, acceptPause };
    if (by === undefined) await change(company, 'getLicences', 'setLicences', {}, body);
    else {
      const params = { tenantId: tenantIdOf(company) };
      await change(by, 'getCustomerLicences', 'setCustomerLicences', params, body);
    }
  },
});
