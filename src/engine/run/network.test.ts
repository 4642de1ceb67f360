/** Network interfaces brought up and down: drivers that request their interrupts only then. */
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS, type KernelVersion } from '../api/kernel-versions.ts';
import type { PciFunctionOptions } from '../api/scenario/types.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import type { Session } from './session.ts';
import { live, load, open, run } from './testing.ts';

const [FIRST, SECOND, THIRD] = ['0000:00:02.0', '0000:00:03.0', '0000:00:04.0'] as const;
const HOST = { bdf: '0000:00:00.0', model: 'pcie-host-bridge' } as const;

function boot(kernel: KernelVersion, ...pci: readonly PciFunctionOptions[]): Session {
  return open(load('qemu-virt-gicv3-its', kernel, [HOST, ...pci]));
}

/** Names of the handlers of interrupts, as /proc/interrupts has them. */
const handlers = (session: Session): string[] =>
  live<irq_desc>(session, irq_desc).flatMap(({ action }) => (action?.name === undefined ? [] : [action.name]));

const taken = (session: Session, name: string): number | undefined =>
  live<irq_desc>(session, irq_desc)
    .find(({ action }) => action?.name === name)
    ?.kstat_irqs.values()
    .reduce((sum, n) => sum + n, 0);

describe.each(KERNEL_VERSIONS)('an interface on Linux $version', ({ version }) => {
  it('has the handlers of its adapter while it is up, named after it in the order of the probes', () => {
    const session = boot(
      version,
      { bdf: FIRST, model: 'e1000e' },
      { bdf: SECOND, model: 'igb' },
      { bdf: THIRD, model: 'virtio-net-pci' },
    );
    const before = handlers(session);
    expect(before.filter((name) => name.startsWith('eth'))).toEqual([]);
    run(session, { do: 'net.open', device: { bdf: FIRST } });
    // virtio_net registers first, so its interface is eth0.
    expect(handlers(session).filter((name) => name.startsWith('eth'))).toEqual(['eth1-rx-0', 'eth1-tx-0', 'eth1']);
    run(session, { do: 'msix.fire', bdf: FIRST, vector: 1 });
    expect(taken(session, 'eth1-tx-0')).toBe(1);
    run(session, { do: 'net.open' });
    expect(handlers(session).filter((name) => name.startsWith('eth2'))).toEqual([
      'eth2',
      ...[0, 1, 2, 3].map((queue) => `eth2-rx-${queue}`),
      ...[0, 1, 2, 3].map((queue) => `eth2-tx-${queue}`),
    ]);
    run(session, { do: 'net.close' });
    expect(handlers(session)).toEqual(before);
  });

  it('gives its interrupts and its name back with its driver, and gets the free name after', () => {
    const session = boot(version, { bdf: FIRST, model: 'e1000e' }, { bdf: SECOND, model: 'e1000e' });
    run(session, { do: 'net.open' });
    run(session, { do: 'vfio.bind', bdf: FIRST });
    expect(handlers(session).filter((name) => name.startsWith('eth0'))).toEqual([]);
    run(session, { do: 'vfio.unbind', bdf: FIRST });
    run(session, { do: 'net.open' });
    expect(
      handlers(session)
        .filter((name) => /^eth\d$/.test(name))
        .toSorted(),
    ).toEqual(['eth0', 'eth1']);
  });

  it('uses one message where there is no MSI-X, and a wire that others share where there is none', () => {
    const session = boot(
      version,
      { bdf: FIRST, model: 'e1000e', msix: null },
      { bdf: SECOND, model: 'igb', msix: null, msi: null },
    );
    run(session, { do: 'net.open' });
    expect(
      handlers(session)
        .filter((name) => name.startsWith('eth'))
        .toSorted(),
    ).toEqual(['eth0', 'eth1']);
    run(session, { do: 'msix.fire', bdf: SECOND, vector: 0 });
    expect(taken(session, 'eth1')).toBe(1);
  });
});

it('is a problem where there is none', () => {
  const session = boot('6.12', { bdf: FIRST, model: 'nvme' });
  const done = session.run({ do: 'net.open', device: { bdf: FIRST } });
  expect(done.ok ? undefined : done.error.code).toBe('no-interface');
});
