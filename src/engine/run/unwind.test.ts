/** What is allocated is given back: after free, domains, descriptors, LPIs and the ITS are what they were. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { irq_data } from '../linux/include/linux/irq.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { gic_its } from '../machine/index.ts';
import type { Session } from './session.ts';
import { live, load, NVME, open, run } from './testing.ts';
import { sampleOf } from '../../../scripts/sample.ts';

/** Descriptors with their hierarchies, domains with their counts, and what the ITS has mapped. */
function state(session: Session): unknown {
  const hwirqs = (data: irq_data | undefined): number[] =>
    data === undefined ? [] : [data.hwirq, ...hwirqs(data.parent_data)];
  return {
    descriptors: live<irq_desc>(session, irq_desc)
      .map(({ irq_data: data }) => `${data.irq}: ${hwirqs(data).join()}`)
      .sort(),
    domains: live<irq_domain>(session, irq_domain).map(({ name, mapcount }) => `${name} ${mapcount}`),
    its: live<gic_its>(session, gic_its).flatMap((its) =>
      its.devices
        .entries()
        .flatMap(([id, { translations }]) =>
          translations.entries().map(([event, { intid }]) => `${id}:${event}=${intid}`),
        ),
    ),
  };
}

const vectors = (count: number) =>
  ({
    do: 'vfio.setIrqs',
    bdf: NVME,
    index: 'msix',
    action: 'trigger',
    start: 0,
    count,
    data: count === 0 ? 'none' : 'eventfd',
  }) as const;

describe.each(sampleOf(['6.1', '6.12'] as const, 1))('Linux %s', (kernel) => {
  const loaded = load('qemu-virt-gicv3-its-smmu', kernel);

  it('gives back all that VFIO took, however often and however many', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 65 }), { minLength: 1, maxLength: 4 }), (asked) => {
        const session = open(loaded);
        run(session, { do: 'vfio.bind', bdf: NVME });
        run(session, { do: 'vfio.open', bdf: NVME });
        // The first time a doorbell is mapped and a per-device domain is made, which stay with the device.
        run(session, vectors(1));
        run(session, vectors(0));
        const before = state(session);
        for (const count of asked) {
          expect(run(session, vectors(count)).ret).toBe(0);
          expect(state(session)).not.toEqual(before);
          run(session, vectors(0));
        }
        expect(state(session)).toEqual(before);
      }),
      { seed: 20_261_121, numRuns: 8 },
    );
  });
});
