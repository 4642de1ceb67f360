/** What is found on the machines whose kernels were asked (conformance/golden/soc), held against their logs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../api/kernel-versions.ts';
import { findingsOf } from './findings.ts';
import { openFolder } from './testing.ts';
import { sampleOf } from '../../../scripts/sample.ts';

const SOC = new URL('../../../conformance/golden/soc/', import.meta.url);

const COMPLAINTS =
  /^gpio-keys (\S+): (?:error -\w+: )?(?:Found button without gpio or irq|Unable to (?:claim irq|get irq number|determine IRQ))/gm;

/** Devices whose request the log refuses, and those that were deferred for ever. */
function refusedIn(folder: URL): string[] {
  const log = readFileSync(new URL('dmesg.txt', folder), 'utf8');
  const refused = [...log.matchAll(COMPLAINTS)].map(([, name = '']) => name);
  const path = new URL('deferred.txt', folder);
  const deferred = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  return [...refused, ...deferred.map((line) => line.split('\t')[0]?.trim() ?? '')].toSorted();
}

describe('the machines with second-level controllers', () => {
  for (const { version } of KERNEL_VERSIONS) {
    const kernel = new URL(`${version}/`, SOC);
    if (!existsSync(kernel)) continue;
    for (const machine of sampleOf(readdirSync(kernel), 4)) {
      const folder = new URL(`${machine}/`, kernel);
      if (!existsSync(new URL('dmesg.txt', folder))) continue;
      it(`has an entry for each request that the log refuses, and no other error, on ${machine}, ${version}`, () => {
        const session = openFolder(folder);
        const { refusals, findings } = findingsOf(session);
        const wanted = refusedIn(folder).filter((name) => hasDriver(name, version, machine));
        const told = refusals.map(({ device }) => device ?? '');
        expect(told.filter((name) => wanted.includes(name)).toSorted()).toEqual(wanted);
        // A request that failed without a word is an entry too, if its driver went on.
        const silent = refusals.filter(({ device, notAsked }) => notAsked !== true && !wanted.includes(device ?? ''));
        for (const { linux } of silent) expect(Object.values(linux).flat()).toEqual([]);
        const explained = new Set(refusals.flatMap(({ finding }) => (finding === undefined ? [] : [finding])));
        const errors = findings.filter(({ severity }) => severity === 'error');
        expect(errors.filter(({ code }) => !explained.has(code))).toEqual([]);
      });
    }
  }
});

/** The scenarios name the drivers that had a device: one that waited for ever had none, and is not in the run. */
function hasDriver(name: string, version: string, machine: string): boolean {
  return !(version !== '6.1' && machine === 'imx-gpc-nopgc' && /^7c0[12]0000\.gpio$/.test(name));
}
