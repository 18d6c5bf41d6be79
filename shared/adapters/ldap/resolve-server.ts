import { lookup } from 'node:dns/promises';
import { formatAddress, type IpNetwork, parseAddress } from '../../kernel/ip-network.ts';
import { isAllowedAddress } from './allowed-address.ts';
import { codeOf, LdapFault } from './fault.ts';

/** All addresses of a name, as the system resolves it. */
export type Lookup = (name: string) => Promise<readonly string[]>;

export const systemLookup: Lookup = async (name) =>
  (await lookup(name, { all: true })).map(({ address }) => address);

/** Of a name with many addresses, those tried. */
const most = 4;

/**
 * Where a server that a customer named may be called. Connections go to these addresses and the name is not resolved
 * again: what was checked is what is called.
 */
export const resolveServer = async (
  host: string,
  allowed: readonly IpNetwork[],
  lookUp: Lookup,
  timeoutMs: number,
): Promise<readonly string[]> => {
  const found = (parseAddress(host) === undefined ? await resolved(host, lookUp, timeoutMs) : [host])
    .map(parseAddress)
    .filter((address) => address !== undefined);
  const usable = found.filter((address) => isAllowedAddress(address, allowed));
  if (usable.length > 0) return usable.slice(0, most).map(formatAddress);
  throw new LdapFault(
    found.length === 0 ? { on: 'network', code: 'ENOTFOUND' } : { on: 'us', reason: 'address-not-allowed' },
  );
};

const resolved = async (host: string, lookUp: Lookup, timeoutMs: number): Promise<readonly string[]> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LdapFault({ on: 'network', code: 'EAI_AGAIN' })), timeoutMs);
  });
  try {
    return await Promise.race([lookUp(host), tooLate]);
  } catch (error) {
    throw error instanceof LdapFault ? error : new LdapFault({ on: 'network', code: codeOf(error) });
  } finally {
    clearTimeout(timer);
  }
};
