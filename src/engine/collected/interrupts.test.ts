import { describe, expect, it } from 'vitest';
import { readInterrupts } from './interrupts.ts';

const HEAD = '           CPU0       CPU1       \n';
const rowOf = (line: string): object | undefined => readInterrupts(HEAD + line).rows[0];

describe('/proc/interrupts', () => {
  it.each([
    [
      'arm64',
      ' 13:          5          0     GICv3  33 Level     uart-pl011',
      'GICv3',
      33,
      true,
      undefined,
      ['uart-pl011'],
    ],
    // From 7.3 on columns are as wide as the longest chip's name.
    [
      '7.3',
      '  11:        962        309  GICv3                       27 Level     arch_timer',
      'GICv3',
      27,
      true,
      undefined,
      ['arch_timer'],
    ],
    [
      '7.3, a chip that prints itself',
      '  30:          0          0  9030000.pl061    3 Edge      GPIO Key Poweroff',
      '9030000.pl061',
      3,
      false,
      undefined,
      ['GPIO Key Poweroff'],
    ],
    [
      'x86',
      '  4:          0       1429  IR-IO-APIC   4-edge      ttyS0',
      'IR-IO-APIC',
      4,
      undefined,
      'edge',
      ['ttyS0'],
    ],
    [
      'x86, several',
      ' 25:          0          0  IR-PCI-MSIX-0000:00:06.0   0-edge      PCIe PME, aerdrv',
      'IR-PCI-MSIX-0000:00:06.0',
      0,
      undefined,
      'edge',
      ['PCIe PME', 'aerdrv'],
    ],
    [
      'x86, before 6.2',
      ' 126:        12          0   PCI-MSI 327680-edge      xhci_hcd',
      'PCI-MSI',
      327680,
      undefined,
      'edge',
      ['xhci_hcd'],
    ],
    [
      'RISC-V, a name with a space',
      ' 10:        261        468  RISC-V INTC   5 Edge      riscv-timer',
      'RISC-V INTC',
      5,
      false,
      undefined,
      ['riscv-timer'],
    ],
    [
      'RISC-V, with a flow handler',
      ' 28:          0          0  APLIC-MSI-d000000.interrupt-controller   8 Level   -fasteoi   virtio2',
      'APLIC-MSI-d000000.interrupt-controller',
      8,
      true,
      'fasteoi',
      ['virtio2'],
    ],
    ['without a handler', ' 14:          0          0     GICv3  39 Level', 'GICv3', 39, true, undefined, []],
  ])('of %s', (_name, line, chip, hwirq, level, flow, actions) => {
    expect(rowOf(line)).toMatchObject({ chip, hwirq, level, flow, actions });
  });

  it('has the CPUs of its head, and no rows for what has no number', () => {
    const text = `           CPU0       CPU2       \n  1:          3          4  XT-PIC   1-edge      i8042\nIPI0:        35         44       Rescheduling interrupts\nNMI:          0          0   Non-maskable interrupts\nErr:          0\n`;
    const { cpus, rows } = readInterrupts(text);
    expect(cpus).toEqual([0, 2]);
    expect(rows.map(({ irq, counts }) => [irq, counts])).toEqual([[1, [3, 4]]]);
  });
});
