import { ServiceBusError } from '@azure/service-bus';
import { ServiceError } from '../../kernel/service-error.ts';

/**
 * What to throw for an error of the SDK. A connection that cannot be made comes as an error of its AMQP layer, whose class
 * it does not hand out.
 */
export const busError = (error: unknown): unknown =>
  error instanceof ServiceBusError || (error instanceof Error && error.name === 'MessagingError')
    ? new ServiceError('service bus', { cause: error })
    : error;
