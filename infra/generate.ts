import { writeFileSync } from 'node:fs';
import { asText, describeApplication } from './describe/application.ts';

/** `npm run infra:generate`: writes what Bicep takes from the code. A test fails where it was forgotten. */
writeFileSync(new URL('generated/application.json', import.meta.url), asText(describeApplication()));
