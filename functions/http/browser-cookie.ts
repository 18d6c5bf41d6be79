/** A cookie that a browser keeps between the two halves of a way over Entra's pages. */
export interface BrowserCookie {
  /** Value of `Set-Cookie`. */
  set(value: string, seconds: number): string;
  clear(): string;
  read(header: string | null): string | undefined;
}

/** `__Host-`: kept only if set by this very host over https; plain http is loopback alone. */
export const browserCookie = (publicUrl: string, name: string): BrowserCookie => {
  const isSecure = publicUrl.startsWith('https:');
  const whole = isSecure ? `__Host-${name}` : name;
  const set = (value: string, seconds: number) =>
    // Lax: Entra sends the browser back by a top-level GET, which brings it along.
    `${whole}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    set,
    clear: () => set('', 0),
    read: (header) =>
      header
        ?.split(';')
        .map((pair) => pair.trim())
        .find((pair) => pair.startsWith(`${whole}=`))
        ?.slice(whole.length + 1),
  };
};
