import type { Random } from '../kernel/ids.ts';
import type { Secrets } from '../kernel/secrets.ts';

export const ticketKeyName = 'consent-ticket-key';

/**
 * The key of consent tickets, in the vault. Made at its first use; read again afterwards, so that of several instances
 * that make it at once all use the one that stayed. `secrets` should keep what it has read for a while.
 */
export const makeTicketKey =
  (deps: { readonly secrets: Secrets; readonly random: Random }) => async (): Promise<Uint8Array> => {
    const known = await deps.secrets.get(ticketKeyName);
    if (known !== undefined) return Buffer.from(known, 'base64');
    await deps.secrets.set(ticketKeyName, Buffer.from(deps.random.bytes(32)).toString('base64'));
    const stayed = await deps.secrets.get(ticketKeyName);
    if (stayed === undefined) throw new Error('the vault does not keep the ticket key');
    return Buffer.from(stayed, 'base64');
  };
