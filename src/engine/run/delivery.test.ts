/**
 * No interrupt is lost or doubled, whatever is masked, moved or taken offline in between: random scripts against a small
 * oracle that knows the rules of PCI (6.1.4.3 and 6.1.4.5) and of managed interrupts, and nothing of the model.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { gic_its, pci_function } from '../machine/index.ts';
import type { Command, PciFunctionOptions } from '../api/scenario/types.ts';
import type { Session } from './session.ts';
import { live, load, NVME, open, run } from './testing.ts';
import { sampleOf } from '../../../scripts/sample.ts';

const BOARD = 'qemu-virt-gicv3-its';
const CPUS = 4;
const VECTORS = 5;

function counts(session: Session): number[] {
  const found: number[] = Array.from({ length: VECTORS }, () => 0);
  for (const desc of live<irq_desc>(session, irq_desc)) {
    const msi = desc.irq_common_data.msi_desc;
    if (msi?.dev?.name === NVME) found[msi.msi_index] = desc.kstat_irqs.values().reduce((sum, n) => sum + n, 0);
  }
  return found;
}

function pending(session: Session): boolean[] {
  const nvme = live<pci_function>(session, pci_function).find(({ bdf }) => bdf === NVME);
  return Array.from({ length: VECTORS }, (_, vector) => (((nvme?.pba.get(0) ?? 0) >>> vector) & 1) === 1);
}

/** Vectors 1 to 4 are managed: vector n serves CPU n - 1 alone, and is shut down (masked) while that CPU is away. */
class Oracle {
  readonly counts = Array.from({ length: VECTORS }, () => 0);
  readonly pending = Array.from({ length: VECTORS }, () => false);
  private readonly masked = Array.from({ length: VECTORS }, () => false);
  private readonly online = Array.from({ length: CPUS }, () => true);

  apply(command: Command): void {
    if (command.do === 'msix.fire') this.fire(command.vector);
    else if (command.do === 'msix.mask') this.masked[command.vector] = true;
    else if (command.do === 'msix.unmask') this.unmask(command.vector);
    else if (command.do === 'cpu.offline') this.leave(command.cpu);
    else if (command.do === 'cpu.online') this.come(command.cpu);
  }

  private fire(vector: number): void {
    if (this.masked[vector] === true) this.pending[vector] = true;
    else this.counts[vector] = (this.counts[vector] ?? 0) + 1;
  }

  private unmask(vector: number): void {
    this.masked[vector] = false;
    if (this.pending[vector] === true) this.fire(vector);
    this.pending[vector] = false;
  }

  private leave(cpu: number): void {
    if (this.online[cpu] !== true || this.online.filter(Boolean).length === 1) return;
    this.online[cpu] = false;
    this.masked[cpu + 1] = true;
  }

  private come(cpu: number): void {
    if (this.online[cpu] === true) return;
    this.online[cpu] = true;
    this.unmask(cpu + 1);
  }
}

const vector = fc.nat(VECTORS - 1);
/** CPU 0 stays: on some boards it cannot leave. */
const cpu = fc.integer({ min: 1, max: CPUS - 1 });
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('msix.fire' as const), bdf: fc.constant(NVME), vector }) },
  fc.record({ do: fc.constantFrom('msix.mask' as const, 'msix.unmask' as const), bdf: fc.constant(NVME), vector }),
  fc.record({
    do: fc.constant('irq.affinity' as const),
    irq: fc.record({ bdf: fc.constant(NVME), vector: fc.constant(0) }),
    cpus: fc.constantFrom('0', '1', '0-3', '2-3'),
  }),
  fc.record({ do: fc.constantFrom('cpu.offline' as const, 'cpu.online' as const), cpu }),
);

describe.each(sampleOf(['6.1', '6.12'] as const, 1))('delivery on Linux %s', (kernel) => {
  const loaded = load(BOARD, kernel);

  it('loses and doubles nothing across mask, unmask, move, offline and online', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 25 }), (script) => {
        const session = open(loaded);
        const oracle = new Oracle();
        const before = counts(session);
        for (const each of script) {
          run(session, each);
          oracle.apply(each);
        }
        expect(counts(session).map((count, i) => count - (before[i] ?? 0))).toEqual(oracle.counts);
        expect(pending(session)).toEqual(oracle.pending);
      }),
      { seed: 20_261_121, numRuns: 25 },
    );
  });

  it('leaves no mapping of a vector in the ITS that no descriptor has', () => {
    const session = open(loaded);
    const virqs = live<irq_desc>(session, irq_desc).filter((desc) => desc.irq_common_data.msi_desc?.dev?.name === NVME);
    const [its] = live<gic_its>(session, gic_its);
    expect(its?.devices.get(0x10)?.translations.size).toBe(virqs.length);
  });
});

it('gives every message that a function mask held back to its interrupt, once, however many there are', () => {
  const bdf = '0000:00:05.0';
  const vectors = 2048;
  const wide: PciFunctionOptions = {
    bdf,
    vendor: '0x8086',
    device: '0x1234',
    class: '0x020000',
    bars: [{ index: 0, size: '0x10000', is64: true }],
    msix: { entries: vectors, tableBar: 0, tableOffset: '0x0', pbaBar: 0, pbaOffset: '0x8000' },
    driver: { minVectors: vectors, maxVectors: vectors, flags: ['msix'] },
  };
  const session = open(load(BOARD, '6.12', [{ bdf: '0000:00:00.0', model: 'pcie-host-bridge' }, wide]));
  const taken = (): number[] =>
    live<irq_desc>(session, irq_desc)
      .filter((desc) => desc.irq_common_data.msi_desc?.dev?.name === bdf)
      .map((desc) => desc.kstat_irqs.values().reduce((sum, n) => sum + n, 0));
  const all = (count: number): number[] => Array.from({ length: vectors }, () => count);
  run(session, { do: 'msix.maskAll', bdf });
  for (let vector = 0; vector < vectors; vector++) run(session, { do: 'msix.fire', bdf, vector });
  expect(taken()).toEqual(all(0));
  run(session, { do: 'msix.unmaskAll', bdf });
  expect(taken()).toEqual(all(1));
});
