import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { raw, rawSchema } from '../../shared/http/reply.ts';
import { ok } from '../../shared/kernel/result.ts';
import { managements } from '../../shared/seats/managed-configuration.ts';
import type { makeWriteConfiguration } from '../../shared/seats/write-configuration.ts';

const variable = z
  .string()
  .regex(/^[\w{}$.%:@-]{1,64}$/)
  .optional();

/** [L6] What an administrator gives the management of his devices. POST, because the token is no part of an address. */
export const managedConfigurationRoute = (deps: {
  readonly writeConfiguration: ReturnType<typeof makeWriteConfiguration>;
}): Route =>
  defineRoute({
    operationId: 'writeManagedConfiguration',
    method: 'POST',
    path: '/v1/seats/managed-configurations',
    summary: 'Get the managed app configuration for Intune, Apple or Android Enterprise as a file',
    description:
      'Holds the enrolment token: for the device management alone. `intune-ios` is the XML of an app configuration policy, ' +
      '`intune-android` its JSON, `apple` a property list, `android-enterprise` an application of a policy. Nothing is kept.',
    tag: 'Seats',
    access: { roles: ['Admin'] },
    body: z.strictObject({
      platform: z.enum(managements),
      token: z.string().min(1).max(128).meta({ description: 'An enrolment token.' }),
      packageId: z
        .string()
        .max(150)
        .regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/)
        .optional()
        .meta({
          description: 'Android’s name of the app; the app’s own where absent.',
          example: 'com.example.app',
        }),
      userVariable: variable.meta({
        description:
          'What the management replaces by the user’s principal name. Intune’s `{{userprincipalname}}` is known; without one ' +
          'for another management the app asks who signs in.',
        example: '$USERPRINCIPALNAME',
      }),
      deviceVariable: variable.meta({
        description: 'What it replaces by its id of the device, so that one that was reset stays the same.',
        example: '{{deviceid}}',
      }),
    }),
    replies: { 200: rawSchema('application/octet-stream', 'XML, a property list or JSON, by `platform`.') },
    errors: ['invalid'],
    handler: async ({ ctx, body }) => {
      const written = await deps.writeConfiguration(ctx, body);
      if (!written.ok) return written;
      const { name, mediaType, text } = written.value;
      const headers = {
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      };
      return ok(raw(200, `${mediaType}; charset=utf-8`, text, headers));
    },
  });
