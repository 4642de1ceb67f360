import { describe, expect, it } from 'vitest';
import { EXTRA_MASKS } from './extra-masks.ts';
import { maskLines, MASKS } from './masks.ts';

function masked(section: string, line: string): string {
  return maskLines(section, [line]).join('');
}

/** Both lines are the same once masked. */
function same(section: string, one: string, other: string): boolean {
  return masked(section, one) === masked(section, other);
}

describe('counts in /proc/interrupts', () => {
  const row = ' 18:          0          3          0          0   ITS-MSI 16384 Edge      virtio1-input';

  it('do not matter', () => {
    expect(masked('interrupts', row)).toBe(row.replaceAll(/\b[03]\b/g, '#'));
    expect(same('interrupts', row, row.replace('         3', '1234567890'))).toBe(true);
    expect(
      same(
        'interrupts',
        'IPI0:        35         44       Rescheduling',
        'IPI0:         5        144       Rescheduling',
      ),
    ).toBe(true);
    expect(same('interrupts', 'Err:          0', 'Err:         12')).toBe(true);
  });

  it('matter in their alignment, as all else does', () => {
    expect(same('interrupts', row, row.replace('         3', '        3'))).toBe(false);
    expect(same('interrupts', row, row.replace('16384', '16385'))).toBe(false);
    expect(same('interrupts', row, row.replace(' 18:', ' 19:'))).toBe(false);
    expect(same('interrupts', '           CPU0       CPU1       ', '           CPU0       CPU2       ')).toBe(false);
    const chip = ' 30:          0          0 9030000.pl061   3 Edge      GPIO Key Poweroff';
    expect(masked('interrupts', chip)).toContain('9030000.pl061   3 Edge');
  });

  it('matter elsewhere', () => {
    expect(masked('irqs/18', row)).toBe(row);
  });
});

it('per_cpu_count keeps the number of CPUs', () => {
  expect(masked('sysirq/3', 'name=per_cpu_count=46,71,35,51')).toBe('name=per_cpu_count=#,#,#,#');
  expect(same('sysirq/3', 'name=per_cpu_count=1,2', 'name=per_cpu_count=1,2,3')).toBe(false);
});

describe('addresses of tables', () => {
  it('do not matter, but their attributes do', () => {
    expect(same('its', '  baser0=f907000041100600', '  baser0=f9070000410a0600')).toBe(true);
    expect(same('its', '  baser0=f907000041100600', '  baser0=f907000041100601')).toBe(false);
    expect(same('its', '  baser0=f907000041100600', '  baser0=f807000041100600')).toBe(false);
    expect(
      same('its', '  cmd 1 MAPD dev=18 size=1 itt=4136fc00 valid=1', '  cmd 1 MAPD dev=18 size=1 itt=41000000 valid=1'),
    ).toBe(true);
    const its = 'its base=8080000 ctlr=80000001 cbaser=b8000000410f040f cwriter=8a0 creadr=8a0';
    expect(same('its', its, its.replace('410f040f', '4100040f'))).toBe(true);
    expect(same('its', its, its.replace('410f040f', '410f0407'))).toBe(false);
    const gicr = 'gicr cpu=0 propbaser=000000004112078f pendbaser=0000000041130780 isenabler0=088000ff';
    expect(same('gicr', gicr, gicr.replace('4112078f', '4100078f').replace('41130780', '41000780'))).toBe(true);
    expect(same('gicr', gicr, gicr.replace('41130780', '41130700'))).toBe(false);
  });

  it('differ from none at all', () => {
    expect(same('gicr', 'gicr propbaser=0000000041120000', 'gicr propbaser=0000000000000000')).toBe(false);
  });
});

describe('addresses in the log', () => {
  it.each([
    ['ITS@0x0000000008080000: allocated 8192 Devices @41100000 (flat)', 'ITS@0x#: allocated 8192 Devices @# (flat)'],
    ['GICv3: using LPI property table @0x0000000041120000', 'GICv3: using LPI property table @#'],
    [
      'GICv3: CPU0: using allocated LPI pending table @(____ptrval____)',
      'GICv3: CPU0: using allocated LPI pending table @#',
    ],
    ['ITS [mem 0x08080000-0x0809ffff]', 'ITS [mem #]'],
    [
      'OF: of_irq_init: Failed to init /intc ((____ptrval____)), parent 0',
      'OF: of_irq_init: Failed to init /intc ((#)), parent 0',
    ],
    [
      'GICv3: CPU1: found redistributor 1 region 0:0x00000000080c0000',
      'GICv3: CPU1: found redistributor 1 region 0:0x00000000080c0000',
    ],
    ['Platform MSI: its@8080000 domain created', 'Platform MSI: its@8080000 domain created'],
  ])('%s', (line, expected) => {
    expect(masked('dmesg', line)).toBe(expected);
  });
});

it('every mask has a name of its own and a reason', () => {
  const all = [...MASKS, ...EXTRA_MASKS];
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const { reason } of all) expect(reason.length).toBeGreaterThan(10);
});
