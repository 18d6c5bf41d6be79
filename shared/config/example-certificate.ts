/** A certificate of nobody, whose key is thrown away: shows what the setting looks like. DER in base64. */
export const exampleCertificate = [
  'MIIBDDCBsgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAdFeGFtcGxlMB4XDTI2MDEwMTAwMDAwMFoXDTQ2MDEwMT',
  'AwMDAwMFowEjEQMA4GA1UEAwwHRXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABK/Q0MxvERxlCPT/kGUn',
  'ZOIscP8Af88+a4cEPMBHbOzji7UmUpnCJ4omClMYApWTug6yI2bM2SEiNOlCuuY5nJgwCgYIKoZIzj0EAwIDSQAwRg',
  'IhAOBCON/kN2rTOf6yMhE71SvJ1fnJisnDgL4dnELlYVieAiEAnmjRUpeP2B/9EaDgmpa8rhfiHznfMhNFzFG+8+vx',
  'Sns=',
].join('');
