import * as z from 'zod';

/** What Graph answered, to a call of its own or to a part of a $batch. */
export interface GraphAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Parsed JSON; a text where it is none; undefined without a body. */
  readonly body: unknown;
}

export const lowerCased = (headers: Iterable<readonly [string, string]>): ReadonlyMap<string, string> =>
  new Map([...headers].map(([name, value]) => [name.toLowerCase(), value]));

export const isSuccess = ({ status }: GraphAnswer): boolean => status >= 200 && status < 300;

/** Bodies are read for what they are: gateways leave out the content type or answer in HTML. */
export function parsedBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    innerError: z.object({ code: z.string() }).optional().catch(undefined),
  }),
});

/** Graph's error code, e.g. `ErrorItemNotFound`; '' where the body names none. */
export function errorCode(answer: GraphAnswer): string {
  const parsed = errorSchema.safeParse(answer.body);
  return parsed.success ? parsed.data.error.code : '';
}
