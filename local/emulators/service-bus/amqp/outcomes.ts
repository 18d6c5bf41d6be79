import rhea, { type AmqpError } from 'rhea';

type Encoder = (fields?: object) => { described(): unknown };
const outcomes = rhea.message as unknown as { accepted: Encoder; rejected: Encoder };

/** The delivery states that the broker answers with. */
export const accepted = (): unknown => outcomes.accepted().described();
export const rejected = (error: AmqpError): unknown =>
  outcomes.rejected({ error: rhea.types.wrap_error(error) }).described();
