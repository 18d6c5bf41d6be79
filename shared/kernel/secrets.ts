/**
 * Secrets by name, in the vault. Names are letters, digits and hyphens, at most 127. Every method throws where the vault
 * cannot be reached or throttles; that is a wish for redelivery.
 */
export interface Secrets {
  /** Undefined where no secret of this name exists. */
  get(name: string): Promise<string | undefined>;
  /** Replaces an older value, also one that was deleted before. */
  set(name: string, value: string): Promise<void>;
  /** Deleting what does not exist is done already. */
  delete(name: string): Promise<void>;
}
