import { expect, it } from 'vitest';
import { withoutPci } from './no-pci.ts';
import { parseSections } from './sections.ts';

const DUMP = `@@@@ interrupts
           CPU0
 13:          0     GICv3  33 Level     uart-pl011
 15:          0     GICv3  36 Level     virtio0
 20:          0   ITS-MSI 16384 Edge      nvme0q0
IPI0:         0       Rescheduling interrupts
@@@@ domains/:intc@8000000-1
name:   :intc@8000000-1
@@@@ domains/ITS-PCI-MSIX-0000:00:02.0-12
name:   ITS-PCI-MSIX-0000:00:02.0-12
@@@@ irqs/13
 hwirq:   0x21
 chip:    GICv3
@@@@ irqs/15
 hwirq:   0x24
 chip:    GICv3
@@@@ irqs/20
 hwirq:   0x4000
 chip:    ITS-MSI
 parent:
    hwirq:   0x2000
    chip:    ITS
@@@@ sysirq/20
hwirq=16384
@@@@ procirq/13
node=0
@@@@ pci/0000:00:01.0
irq=15
@@@@ its
its base=8080000 ctlr=80000001 cwriter=8a0 creadr=8a0
  cmd 0 MAPC icid=0 rdbase=0 valid=1
  cmd 1 SYNC rdbase=0
  cmd 2 MAPTI dev=10 event=0 intid=8192 icid=0
  cmd 3 SYNC rdbase=0
  cmd 4 MAPC icid=1 rdbase=1 valid=1
  cmd 5 SYNC rdbase=1
@@@@ gicd
gicd base=8000000
  spi intid=33 group=1
  spi intid=36 group=1
@@@@ gicr
gicr cpu=0
  lpi intid=8192 prop=c3
@@@@ dmesg
GICv3: 224 SPIs implemented
pcieport 0000:00:01.0: can't enable MSI (MSI-X already enabled)
`;

it('leaves out what is about PCI devices, and nothing else', () => {
  const kept = withoutPci(parseSections(DUMP));
  expect(Object.fromEntries(kept)).toEqual({
    interrupts: [
      '           CPU0',
      ' 13:          0     GICv3  33 Level     uart-pl011',
      'IPI0:         0       Rescheduling interrupts',
    ],
    'domains/:intc@8000000-1': ['name:   :intc@8000000-1'],
    'irqs/13': [' hwirq:   0x21', ' chip:    GICv3'],
    'procirq/13': ['node=0'],
    its: [
      'its base=8080000 ctlr=80000001',
      '  cmd 0 MAPC icid=0 rdbase=0 valid=1',
      '  cmd 1 SYNC rdbase=0',
      '  cmd 2 MAPC icid=1 rdbase=1 valid=1',
      '  cmd 3 SYNC rdbase=1',
    ],
    gicd: ['gicd base=8000000', '  spi intid=33 group=1'],
    gicr: ['gicr cpu=0'],
    dmesg: ['GICv3: 224 SPIs implemented'],
  });
});
