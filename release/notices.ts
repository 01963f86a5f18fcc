/** The licences of what is in the bundles, which ask to be passed on with it. */
import type { Bundled } from './packages';

const RULE = '-'.repeat(80);

export const notices = (packages: readonly Bundled[]): string =>
  [
    'The Locksmith extension contains parts of the packages below, under the licences that follow their names.',
    ...packages.map((p) => [RULE, `${p.name} ${p.version} (${p.license})`, '', ...p.notices].join('\n')),
  ].join('\n\n') + '\n';
