import * as z from 'zod';
import { defineKind, param } from '../define-kind.ts';
import { button, paragraph } from '../mail-content.ts';

/** [T6] The last mail: with the data the address goes, too. */
export const erasureBegun = defineKind(z.strictObject({ organisation: param.name }), {
  de: {
    subject: 'Switchboard: Ihre Daten werden gelöscht',
    body: ({ organisation }, links) => [
      paragraph(
        `Die Frist ist abgelaufen: Alle Daten von ${organisation} werden jetzt gelöscht. Das dauert etwa eine Stunde ` +
          'und lässt sich nicht mehr zurücknehmen.',
      ),
      paragraph(
        'Dies ist unsere letzte Nachricht, denn auch diese Adresse wird gelöscht. Das unterschriebene Löschzertifikat ' +
          'kann ein Administrator Ihres Unternehmens danach jederzeit abrufen.',
      ),
      button('Zum Löschzertifikat', links.departure),
    ],
  },
  en: {
    subject: 'Switchboard: your data are being erased',
    body: ({ organisation }, links) => [
      paragraph(
        `The grace period has ended: all data of ${organisation} are being erased now. This takes about an hour and ` +
          'can no longer be undone.',
      ),
      paragraph(
        'This is our last message, because this address is erased as well. An administrator of your company can get ' +
          'the signed certificate of erasure at any time afterwards.',
      ),
      button('To the certificate of erasure', links.departure),
    ],
  },
});
