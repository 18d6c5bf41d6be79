/** Thrown by adapters when a service stays unreachable or throttled after their own retries; HTTP says 503, queues redeliver. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly service: string;
  constructor(service: string, options?: ErrorOptions) {
    super(`${service} is not available`, options);
    this.service = service;
  }
}
