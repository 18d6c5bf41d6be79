import { describe, expect, it } from 'vitest';
import { startHostedApp } from '../testing/hosted-app.ts';

describe('the start is refused with a sentence', () => {
  it.concurrent.each([
    ['output', 'has the output binding'],
    ['timerReturn', 'has the output binding "$return" of type "queue"'],
    ['blob', 'has a "blobTrigger"'],
    ['topic', 'only queues are supported, not topics'],
    ['sdkBinding', 'settling messages from code (sdkBinding) is not supported'],
    ['connection', 'needs the app setting MissingConnection or MissingConnection__fullyQualifiedNamespace'],
    ['setting', 'uses %MISSING%, but there is no app setting MISSING'],
    ['schedule', '"99" is not a valid hour'],
    ['route', 'the constraint "uuid" is not known'],
    ['adminRoute', 'conflicts with one or more built in routes'],
    ['name', 'is not a valid function name'],
    ['twice', 'Two functions are registered under the name "F"'],
    ['stream', 'does not have'],
    ['generic', 'has a "queueTrigger"'],
    ['nothing', 'registered no function'],
    ['import', 'the app breaks while it is imported'],
  ])('for %s', async (REFUSED, sentence) => {
    await expect(
      startHostedApp({
        app: 'refused-app.ts',
        env: { REFUSED },
        hostJson: { extensions: { http: { routePrefix: '' } } },
      }),
    ).rejects.toThrow(sentence);
  });
});
