/** Chains on recorded machines' boards: which stations there are, and in which order. */
import { describe, expect, it } from 'vitest';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irqChain, vectorChain } from './chain.ts';
import { golden, type RunViewer } from '../testing.ts';

const NVME = '0000:00:02.0';

function chainOf(viewer: RunViewer, test: (desc: irq_desc) => boolean): ReturnType<typeof irqChain> {
  const desc = viewer.session.cursor.all(irq_desc).find(test);
  if (desc === undefined) throw new Error('no such interrupt');
  return irqChain(viewer.snapshot, desc);
}

const labels = ({ chain }: ReturnType<typeof irqChain>): string[] => chain.map(({ label }) => label);
const vectorOf =
  (bdf: string, vector: number) =>
  ({ irq_common_data: { msi_desc } }: irq_desc): boolean =>
    msi_desc?.dev?.name === bdf && msi_desc.msi_index === vector;
const named =
  (name: string) =>
  ({ action }: irq_desc): boolean =>
    action?.name === name;

describe('the chain of an interrupt', () => {
  it('goes from a vector through the tables of the ITS', () => {
    const chain = chainOf(golden('6.12/gicv3-its'), vectorOf(NVME, 3));
    expect(labels(chain)).toEqual([
      'nvme 00:02.0 vector 3',
      'DeviceID 0x10 EventID 3',
      'ITS ICID 2',
      'LPI 8197',
      'redistributor of CPU 2',
      'CPU 2',
      'irq 23',
      'handle_fasteoi_irq',
      'nvme_irq',
    ]);
    expect(chain.story[0]).toBe(
      'Vector 3 of nvme 00:02.0 writes 3 to GITS_TRANSLATER (0x8090040); the ITS turns DeviceID 0x10, EventID 3 into LPI 8197 for collection 2, that is CPU 2.',
    );
    expect(chain.arrival?.arrives).toBe(true);
  });

  it('goes through a v2m frame to an SPI', () => {
    const chain = labels(chainOf(golden('6.12/gicv2m'), vectorOf(NVME, 1)));
    expect(chain[0]).toBe('nvme 00:02.0 vector 1');
    expect(chain[1]).toMatch(/^v2m frame 0x8020000$/);
    expect(chain[2]).toMatch(/^SPI \d+, INTID \d+$/);
    expect(chain[3]).toMatch(/^GICD route to CPU \d$/);
    expect(chain.slice(-2)).toEqual(['handle_fasteoi_irq', 'nvme_irq']);
  });

  it('goes from a wire through the distributor', () => {
    const chain = chainOf(golden('6.1/gicv3-its'), named('uart-pl011'));
    expect(labels(chain)).toEqual([
      'pl011@9000000',
      '<0x0 0x1 0x4>',
      'SPI 1, INTID 33',
      'GICD route to CPU 0',
      'CPU 0',
      expect.stringMatching(/^irq \d+$/),
      'handle_fasteoi_irq',
      'pl011_int',
    ]);
    expect(chain.story[0]).toContain('SPI 1, level high: INTID 33');
  });

  it('asks every CPU about an interrupt of its own', () => {
    const timer = chainOf(golden('6.12/gicv3-its'), named('arch_timer'));
    expect(labels(timer)).toEqual(
      expect.arrayContaining(['PPI 11, INTID 27', 'redistributor of CPUs 0-3', 'CPUs 0-3', 'handle_percpu_devid_irq']),
    );
    const ipi = chainOf(golden('6.12/gicv2m'), ({ irq_data: { irq } }) => irq === 1);
    expect(labels(ipi)).toEqual(expect.arrayContaining(['SGI 0', 'banked GICD registers of CPUs 0-3', 'ipi_handler']));
  });

  it('goes through a GPIO controller whose output is an interrupt', () => {
    const chain = chainOf(golden('6.12/gicv3-its'), named('GPIO Key Poweroff'));
    expect(labels(chain)).toEqual(
      expect.arrayContaining(['pl061@9030000 line 3', 'SPI 7, INTID 39', 'pl061_irq_handler', 'gpio_keys_gpio_isr']),
    );
    const flow = labels(chain).indexOf('pl061_irq_handler');
    expect(labels(chain).slice(flow + 1)).toEqual([
      expect.stringMatching(/^irq \d+$/),
      'handle_edge_irq',
      'gpio_keys_gpio_isr',
    ]);
  });

  it('goes from a pin through the row of interrupt-map', () => {
    const chain = chainOf(golden('6.12/gicv3-noits'), named('nvme0q0'));
    expect(labels(chain).slice(0, 3)).toEqual(['nvme 00:02.0 INTA', 'interrupt-map row 8', 'SPI 5, INTID 37']);
    expect(chain.story[0]).toContain('Row 8 of /pcie@10000000');
  });

  it('goes through a nexus node of the board', () => {
    const viewer = golden('6.12/gicv3-its-tree');
    const chain = chainOf(
      viewer,
      ({ handle_irq, irq_data }) => handle_irq?.fname === 'pl061_irq_handler' && irq_data.hwirq === 39,
    );
    expect(labels(chain).slice(0, 3)).toEqual(['pl061@9030000', 'interrupt-map row 1', '<0x0 0x7 0x4>']);
  });

  it('says what a vector nobody uses has not got', () => {
    const chain = vectorChain(golden('6.12/gicv3-its').snapshot, NVME, 40, undefined);
    expect(chain?.chain.map(({ state }) => state)).toEqual(['stops', 'missing']);
    expect(chain?.arrival).toMatchObject({ arrives: false, where: 'nvme 00:02.0 vector 40' });
  });

  it('has no tables of the ITS before the kernel has made them', () => {
    const viewer = golden('6.12/gicv3-its');
    const { cursor, rec } = viewer.session;
    cursor.seek(rec.origin);
    const chain = vectorChain(viewer.snapshot, NVME, 3, undefined);
    expect(chain?.arrival?.why).toContain('MSI-X is off');
    expect(chain?.chain.map(({ label }) => label)).toEqual(['nvme 00:02.0 vector 3', 'no message']);
  });
});
