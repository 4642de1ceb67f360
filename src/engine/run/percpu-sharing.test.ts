/** A private interrupt that two devices share, each on its own CPUs: the PMUs of two clusters, as on the RK3399. */
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../api/kernel-versions.ts';
import { bootTree, SHARED_PPI } from './testing.ts';

describe.each(KERNEL_VERSIONS)('Linux $version', ({ version }) => {
  it('takes both requests and warns of nothing', () => {
    const dump = bootTree(SHARED_PPI, version).dump({ only: ['dmesg', 'sysirq'] });
    const text = dump.ok ? dump.value : '';
    expect(text.match(/^actions=.*arm-pmu.*$/gm)).toEqual(
      // 7.3 has both handlers on one interrupt; before that each PMU has an irq of the partition.
      version === '7.3' ? ['actions=arm-pmu,arm-pmu'] : ['actions=arm-pmu', 'actions=arm-pmu'],
    );
    expect(text).not.toContain('WARNING');
  });
});
