import { createHash } from 'node:crypto';
import type { Ask } from './azure-cli.ts';
import {
  certificatePolicy,
  type KeyCredential,
  needsNewCertificate,
  planKeyCredentials,
  type VaultCertificate,
} from './certificate.ts';
import { type Found, planRegistration, type Step } from './plan.ts';
import { desiredRegistration, type Grantable, graphAppId } from './registration.ts';

export interface RegisterDeps {
  /** Microsoft Graph v1.0. */
  readonly graph: Ask;
  readonly say: (line: string) => void;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Without it steps are told and none is taken. */
  readonly apply: boolean;
}

type Application = NonNullable<Found['application']> & { readonly keyCredentials: readonly KeyCredential[] };

const uniqueNameOf = (environment: string) => `switchboard-${environment}`;

const applicationOf = async (graph: Ask, environment: string): Promise<Application | undefined> =>
  (await graph('GET', `/applications(uniqueName='${uniqueNameOf(environment)}')`)) as Application | undefined;

const take = async ({ graph, say, apply }: RegisterDeps, step: Step): Promise<void> => {
  say(`${apply ? 'doing' : 'would'}: ${step.method} ${step.path}, as ${step.why}`);
  if (apply) await graph(step.method, step.path, step.body, step.headers);
};

/** A step may show what the next one is (the application's id): after three rounds nothing is left, or something is wrong. */
const rounds = 3;

/** Brings the registration to what the code needs, and answers its id; undefined where there is none yet. */
export const register = async (
  deps: RegisterDeps,
  environment: string,
  publicUrls: readonly string[],
): Promise<string | undefined> => {
  const grantable = (await deps.graph('GET', `/servicePrincipals(appId='${graphAppId}')`)) as Grantable;
  for (let round = 0; round < rounds; round += 1) {
    const application = await applicationOf(deps.graph, environment);
    const appId = application?.appId;
    const hasServicePrincipal =
      appId !== undefined && (await deps.graph('GET', `/servicePrincipals(appId='${appId}')`)) !== undefined;
    const desired = desiredRegistration({ environment, publicUrls, graph: grantable, appId });
    const steps = planRegistration(uniqueNameOf(environment), desired, { application, hasServicePrincipal });
    if (steps.length === 0) deps.say('Entra holds what the code needs');
    for (const step of steps) await take(deps, step);
    if (steps.length === 0 || !deps.apply) return appId;
  }
  throw new Error('Entra does not keep what it is told');
};

/** Sees to a certificate in the vault that Entra knows. `vault` is its REST API. */
export const renewCertificate = async (
  deps: RegisterDeps,
  vault: Ask,
  environment: string,
  name: string,
): Promise<void> => {
  const version = '?api-version=7.4';
  const read = async () =>
    (await vault('GET', `/certificates/${name}${version}`)) as VaultCertificate | undefined;
  if (needsNewCertificate(await read(), deps.now() / 1000)) {
    deps.say(`${deps.apply ? 'doing' : 'would'}: a new version of ${name} in the vault`);
    if (!deps.apply) return;
    await vault('POST', `/certificates/${name}/create${version}`, certificatePolicy(environment));
    await completed(deps, vault, `/certificates/${name}/pending${version}`);
  }
  const [newest, application] = [await read(), await applicationOf(deps.graph, environment)];
  if (newest === undefined || application === undefined)
    throw new Error('certificate or registration missing');
  const thumbprint = createHash('sha1').update(Buffer.from(newest.cer, 'base64')).digest('hex');
  const { keyCredentials } = application;
  const step = planKeyCredentials(uniqueNameOf(environment), newest, thumbprint, keyCredentials, deps.now());
  if (step === undefined) deps.say('Entra knows the newest certificate');
  else await take(deps, step);
};

const completed = async (deps: RegisterDeps, vault: Ask, path: string): Promise<void> => {
  for (let tries = 0; tries < 60; tries += 1) {
    const { status } = (await vault('GET', path)) as { readonly status: string };
    if (status === 'completed') return;
    if (status !== 'inProgress') throw new Error(`the vault made no certificate: ${status}`);
    await deps.sleep(1000);
  }
  throw new Error('the vault has made no certificate within a minute');
};
