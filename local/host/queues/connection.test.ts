import { describe, expect, it } from 'vitest';
import { findConnection } from './connection.ts';

describe('a Service Bus connection', () => {
  const connectionString = 'Endpoint=sb://127.0.0.1:5672;UseDevelopmentEmulator=true;';

  it('is a connection string in the setting of its name, or with the prefix AzureWebJobs', () => {
    const expected = { kind: 'connection-string', connectionString };
    expect(findConnection('Bus', { Bus: connectionString })).toEqual(expected);
    expect(findConnection('Bus', { AzureWebJobsBus: connectionString })).toEqual(expected);
  });

  it('is a namespace reached with managed identity where __fullyQualifiedNamespace is set, which wins', () => {
    const settings = { Bus: connectionString, Bus__fullyQualifiedNamespace: 'ns.servicebus.windows.net' };
    expect(findConnection('Bus', settings)).toEqual({
      kind: 'managed-identity',
      fullyQualifiedNamespace: 'ns.servicebus.windows.net',
      clientId: undefined,
      customEndpointAddress: undefined,
    });
    const more = { ...settings, Bus__clientId: 'c', Bus__customEndpointAddress: 'sb://127.0.0.1:5671' };
    expect(findConnection('Bus', more)).toMatchObject({
      clientId: 'c',
      customEndpointAddress: 'sb://127.0.0.1:5671',
    });
  });

  it('that is not configured is named', () => {
    expect(() => findConnection('Bus', { Bus: '' })).toThrow(
      'needs the app setting Bus or Bus__fullyQualifiedNamespace',
    );
  });
});
