/** Whether a text is an IP address, by the parser of URLs: `node:net` stays out of capabilities. */
export const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && URL.canParse(`http://${text}`);

export const isIpv6 = (text: string): boolean =>
  /^[0-9a-f:.]+$/i.test(text) && text.includes(':') && URL.canParse(`http://[${text}]`);
