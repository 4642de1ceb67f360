import { describe, expect, it } from 'vitest';
import { interruptLines, isInterruptLine } from './dmesg-lines.ts';

describe('the interrupt code logs', () => {
  it.each([
    'NR_IRQS: 64, nr_irqs: 64, preallocated irqs: 0',
    'genirq: Flags mismatch irq 12. 00000080 (a) vs. 00000000 (b)',
    'genirq: Setting trigger mode 1 for irq 16 failed (gic_set_type+0x0/0x110)',
    'irq: type mismatch, failed to map hwirq-34 for intc@8000000!',
    'irq 12: nobody cared (try booting with the "irqpoll" option)',
    'error: hwirq 0x408 is too large for :intc@8000000-1',
    'GICv3: 224 SPIs implemented',
    'GICv2m: range[mem 0x08020000-0x08020fff], SPI[80:143]',
    'ITS [mem 0x08080000-0x0809ffff]',
    'ITS@0x0000000008080000: allocated 8192 Devices @41100000 (indirect, esz 8, psz 64K, shr 1)',
    'ITS: No ITS available, not enabling LPIs',
    'PCI/MSI: /intc@8000000/its@8080000 domain created',
    '/intc@8000000/its@8080000: no msi-controller property, ITS ignored',
    'OF: of_irq_init: children remain, but no parents',
    'OF: /virtio_mmio@a003e00: could not find phandle 39321',
    'OF: /pcie@10000000: no msi-map translation for id 0x8 on (null)',
    'virtio-mmio a003e00.virtio_mmio: error -6: IRQ index 0 not found',
    'virtio-mmio a003e00.virtio_mmio: error -ENXIO: IRQ index 0 not found',
    "pcieport 0000:00:01.0: can't enable MSI (MSI-X already enabled)",
    'vfio-pci 0000:00:02.0: Masking broken INTx support',
    'arch_timer: cp15 timer(s) running at 62.50MHz (virt).',
    "Failed to initialize '/timer': -22",
    'virtio_rng virtio0: probe with driver virtio_rng failed with error -22',
    'gpio-keys: probe of keys failed with error -22',
    'pci 0000:00:01.0: of_irq_parse_pci: no interrupt-map found, INTx interrupts not available',
    'pci 0000:00:01.0: of_irq_parse_pci: failed with rc=-22',
    "gpio gpiochip0: (9030000.gpio): can't look up hwirq 3",
    'Kernel panic - not syncing: Unable to initialise architected timer.',
  ])('%s', (line) => {
    expect(isInterruptLine(line)).toBe(true);
  });
});

describe('others log', () => {
  it.each([
    'Root IRQ handler: gic_handle_irq',
    'CPU features: detected: GIC system register CPU interface',
    '9000000.pl011: ttyAMA0 at MMIO 0x9000000 (irq = 13, base_baud = 0) is a PL011 rev1',
    'OF: reserved mem: Reserved memory: No reserved-memory node in the DT',
    'vfio-pci 0000:00:02.0: enabling device (0000 -> 0002)',
    'pcieport 0000:00:01.0: AER: enabled with IRQ 17',
    'pci 0000:00:02.0: BAR 0 [mem 0x00000000-0x00003fff 64bit]',
    'Kernel command line: console=ttyAMA0 rdinit=/init o.its=8080000',
    'clocksource: arch_sys_counter: mask: 0x1ffffffffffffff max_cycles: 0x1cd42e208c',
    'hrtimer: interrupt took 92012000 ns',
    'VFIO - User Level meta-driver version: 0.3',
    ' gic_irq_domain_translate+0x8/0x10',
  ])('%s', (line) => {
    expect(isInterruptLine(line)).toBe(false);
  });
});

describe('a WARN', () => {
  it.each([
    'WARNING: CPU: 3 PID: 1 at drivers/irqchip/irq-gic-v3.c:1686 gic_irq_domain_translate+0x8/0x10',
    'WARNING: drivers/irqchip/irq-gic-v3.c:1634 at gic_irq_domain_translate+0x100/0x250, CPU#3: swapper/0/1',
    'WARNING: at drivers/irqchip/irq-gic-v3.c gic_irq_domain_translate',
  ])('counts by file and function: %s', (line) => {
    expect(interruptLines([line])).toEqual(['WARNING: at drivers/irqchip/irq-gic-v3.c gic_irq_domain_translate']);
  });

  it('counts in the interrupt code alone', () => {
    expect(interruptLines(['WARNING: CPU: 0 PID: 1 at mm/page_alloc.c:4000 __alloc_pages+0x8/0x10'])).toEqual([]);
  });
});
