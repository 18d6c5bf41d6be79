import type { ApiInfo } from '../openapi.ts';

export const apiInfo: ApiInfo = {
  version: '1.0.0',
  publicUrl: 'https://api.switchboard.example.net',
  authority: 'https://login.microsoftonline.com',
  audience: 'api://switchboard.example',
  tags: { Shares: 'Selections of contacts offered to the own company and to partners.' },
};
