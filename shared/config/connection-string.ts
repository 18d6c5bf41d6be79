/** The value of a key in `Key=value;Key=value`; keys are compared without regard to case. */
export function connectionStringValue(text: string, key: string): string | undefined {
  for (const pair of text.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim().toLowerCase() === key.toLowerCase())
      return pair.slice(at + 1).trim();
  }
  return undefined;
}
