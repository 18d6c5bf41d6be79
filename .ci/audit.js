// Judges what `npm audit --json` answered, read from standard input: fails on what is high or critical in production.
// A registry that does not know advisories is told, and no failure: the run would depend on whose machine it is.
import { readFileSync } from 'node:fs';

const read = () => {
  try {
    return JSON.parse(readFileSync(0, 'utf8'));
  } catch {
    return {};
  }
};

const { auditReportVersion, vulnerabilities = {}, metadata } = read();
if (auditReportVersion === undefined) {
  console.log('not audited: the registry that npm uses answers nothing about advisories');
} else {
  const grave = Object.values(vulnerabilities).filter(({ severity }) => /^(high|critical)$/.test(severity));
  for (const { name, severity, range } of grave) console.log(`${severity}: ${name} ${range}`);
  console.log(
    `audited: ${metadata?.dependencies?.prod ?? '?'} packages, ${grave.length} with grave advisories`,
  );
  process.exitCode = grave.length === 0 ? 0 : 1;
}
