import { X509Certificate } from 'node:crypto';
import * as z from 'zod';

/** One setting of the application: what it may be, and an example for the message that tells of a mistake. */
export interface Setting<T extends z.ZodType = z.ZodType> {
  readonly schema: T;
  readonly example: string;
}

export const setting = <T extends z.ZodType>(schema: T, example: string): Setting<T> => ({ schema, example });

/** Messages name the rule only: a value may be a secret, so none is ever repeated. */
export const said = (rule: string) => ({
  error: (issue: { input?: unknown }) => (issue.input === undefined ? 'is missing' : rule),
});

export const guid = z.guid(said('is not a GUID')).transform((text) => text.toLowerCase());

/** An absolute http(s) URL, answered without a trailing slash. Whether http is allowed is decided by `loopback-rule.ts`. */
export const url = z
  .string(said('is missing'))
  .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), 'is not an http(s) URL')
  .transform((text) => text.replace(/\/+$/, ''));

export const smtpUrl = z
  .string()
  .refine((text) => /^smtps?:$/.test(URL.parse(text)?.protocol ?? ''), 'is not an smtp(s) URL')
  .refine(
    (text) => (URL.parse(text)?.password ?? '') === '',
    'holds a password; keep it in the Key Vault and name its secret in SWITCHBOARD_MAIL_SMTP_PASSWORD_SECRET',
  );

/** As Key Vault allows names of keys and secrets. */
export const vaultName = z
  .string()
  .regex(/^[0-9a-zA-Z-]{1,127}$/, 'is not the name of a Key Vault object (letters, digits, hyphens)');

export const connectionString = z
  .string()
  .refine((text) => /^[A-Za-z]+=[^;]+(;|$)/.test(text), 'is not a connection string (Name=value;…)');

/** What names an app: `example.switchboard.app`. */
export const reverseDns = z
  .string()
  .regex(/^[A-Za-z][\w-]*(\.[A-Za-z][\w-]*)+$/, 'is not the name of an app (parts with dots between)');

/** Apple's number of an app. */
export const appleAppId = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'is not a number')
  .transform(Number);

/** What Apple calls a key for its server API. */
export const appleKeyId = z.string().regex(/^[A-Z0-9]{10}$/, 'is not ten capital letters and digits');

/** Whole numbers within limits, with a default where the setting is absent. */
export const whole = (from: number, to: number, fallback: number) => {
  const rule = `is not a whole number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, rule)
    .transform(Number)
    .refine((value) => value >= from && value <= to, rule)
    .default(fallback);
};

/** A decimal with a point, 1 where the setting is absent. */
export const factor = (from: number, to: number) => {
  const rule = `is not a number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^\d{1,4}(\.\d{1,4})?$/, rule)
    .transform(Number)
    .refine((value) => value >= from && value <= to, rule)
    .default(1);
};

export const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, said(`is none of: ${values.join(', ')}`));

export const list = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .transform((parts) => parts.filter((part) => part !== ''));

/** Certificates as base64 of their DER. */
export const certificates = list
  .refine(
    (all) => all.every((text) => certificateOf(text) !== undefined),
    'holds something that is not a certificate (DER in base64, several with commas)',
  )
  .transform((all) => all.map((text): Uint8Array => Buffer.from(text, 'base64')));

const certificateOf = (text: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(Buffer.from(text, 'base64'));
  } catch {
    return undefined;
  }
};
