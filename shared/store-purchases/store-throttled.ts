import { ServiceError } from '../kernel/service-error.ts';

/** Thrown where a store wants no more questions for now. */
export class StoreThrottled extends ServiceError {
  /** Epoch ms; absent: it did not say. */
  readonly retryAt?: number;
  constructor(service: string, retryAt: number | undefined, options?: ErrorOptions) {
    super(service, options);
    if (retryAt !== undefined) this.retryAt = retryAt;
  }
}
