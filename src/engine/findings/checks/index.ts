/** Every check that there is, by family. */
import type { Check } from '../check.ts';
import { controllerChecks } from './controllers.ts';
import { cpuChecks } from './cpus.ts';
import { gicChecks } from './gic.ts';
import { lineChecks } from './lines.ts';
import { mapChecks } from './maps.ts';
import { msiChecks } from './msi.ts';
import { providerChecks } from './providers.ts';
import { runChecks } from './run.ts';
import { specifierChecks } from './specifiers.ts';

export const CHECKS: readonly Check[] = [
  ...providerChecks,
  ...controllerChecks,
  ...specifierChecks,
  ...mapChecks,
  ...gicChecks,
  ...cpuChecks,
  ...lineChecks,
  ...msiChecks,
  ...runChecks,
];
