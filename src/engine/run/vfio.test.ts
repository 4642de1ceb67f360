/**
 * What VFIO says to a program, as the sources of the two kernels have it (drivers/vfio, 6.1 and 6.12): refusals, what a
 * request about interrupts changes, and how the device comes back.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../api/scenario/types.ts';
import { vfio_pci_ioctl_get_irq_info } from '../linux/drivers/vfio/pci/vfio_pci_core/index.ts';
import type { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { vfio_pci_core_device } from '../linux/include/linux/vfio_pci_core.ts';
import { irqdesc_c } from '../linux/kernel/irq/irqdesc/index.ts';
import { readConfig } from '../machine/index.ts';
import type { CommandResult } from './commands/result.ts';
import type { Session } from './session.ts';
import { load, NVME, open, run } from './testing.ts';
import { sampleOf } from '../../../scripts/sample.ts';

const SMMU = 'qemu-virt-gicv3-its-smmu';
const HOST_BRIDGE = '0000:00:00.0';

/** With a function before the NVMe, so that its IOMMU group is not the first. */
const PCI = [
  { bdf: HOST_BRIDGE, model: 'pcie-host-bridge' },
  { bdf: '0000:00:01.0', model: 'virtio-net-pci' },
  { bdf: NVME, model: 'nvme' },
];

type Verb = 'bind' | 'unbind' | 'open' | 'close';
function vfio(session: Session, verb: Verb, bdf = NVME): CommandResult {
  return run(session, { do: `vfio.${verb}`, bdf });
}

/** `INDEX ACTION START COUNT DATA [VALUE …]` */
function set(session: Session, text: string): CommandResult {
  const [index, action, start, count, data, ...values] = text.split(' ');
  return run(session, {
    do: 'vfio.setIrqs',
    bdf: NVME,
    index,
    action,
    start: Number(start),
    count: Number(count),
    data,
    ...(values.length === 0 ? {} : { values: values.map(Number) }),
  } as Command);
}

function handlers(session: Session, named = /vfio/): string[] {
  return irqdesc_c(session.kernel)
    .sparse_irqs.values()
    .flatMap((desc: irq_desc) => (desc.action?.name === undefined ? [] : [desc.action.name]))
    .filter((name) => named.test(name))
    .toSorted();
}

function command(session: Session): number {
  const fn = session.pci.find(NVME)?.fn;
  if (fn === undefined) throw new Error('no NVMe');
  return readConfig(fn, 4, 2);
}

function section(session: Session, name: string): string {
  const text = session.dump();
  if (!text.ok) throw new Error(text.error.message);
  const from = text.value.split(`@@@@ ${name}\n`)[1] ?? '';
  return from.split('@@@@')[0] ?? '';
}

const OK = { ret: 0 };
// Where Linux gives a bare number, `why` may say more: its sentences have tests of their own.
const EBADF = { ret: -1, errno: 9 };
const EBUSY = { ret: -1, errno: 16 };
const EINVAL = { ret: -1, errno: 22 };
const ENODEV = { ret: -1, errno: 19 };
const ENOENT = { ret: -1, errno: 2 };
const ERANGE = { ret: -1, errno: 34 };
const ENOTTY = { ret: -1, errno: 25 };

interface Row {
  readonly name: string;
  readonly before?: readonly string[];
  readonly request: string;
  /** For both kernels, or 6.1's and 6.12's. */
  readonly result: CommandResult | readonly [CommandResult, CommandResult];
}

const MSIX9 = 'msix trigger 0 9 eventfd';
const MSIX2 = 'msix trigger 0 2 eventfd';
const INTX = 'intx trigger 0 1 eventfd';

const ROWS: readonly Row[] = [
  { name: 'all vectors', request: 'msix trigger 0 65 eventfd', result: OK },
  { name: 'one vector too many', request: 'msix trigger 0 66 eventfd', result: EINVAL },
  { name: 'start past the vectors', request: 'msix trigger 65 0 none', result: EINVAL },
  { name: 'a range that ends past them', request: 'msix trigger 60 6 eventfd', result: EINVAL },
  { name: 'a range that overflows', request: 'msix trigger 4294967295 1 eventfd', result: EINVAL },
  { name: 'a count that overflows', request: 'msix trigger 0 4294967295 none', result: EINVAL },
  { name: 'MSI that the function does not have', request: 'msi trigger 0 1 eventfd', result: EINVAL },
  { name: 'MSI that is ended', request: 'msi trigger 0 0 none', result: EINVAL },
  { name: 'MSI-X masked', before: [MSIX9], request: 'msix mask 0 1 none', result: ENOTTY },
  { name: 'MSI-X unmasked', before: [MSIX9], request: 'msix unmask 0 1 none', result: ENOTTY },
  { name: 'MSI-X masked while off', request: 'msix mask 0 1 none', result: ENOTTY },
  { name: 'loopback while off', request: 'msix trigger 0 1 none', result: EINVAL },
  { name: 'ended while off', request: 'msix trigger 0 0 none', result: EINVAL },
  { name: 'ended', before: [MSIX9], request: 'msix trigger 0 0 none', result: OK },
  { name: 'a vector without an eventfd', request: 'msix trigger 0 2 eventfd 0 -1', result: OK },
  // pci_alloc_irq_vectors, asked for at least 1 and at most 0.
  { name: 'no eventfds at all', request: 'msix trigger 0 0 eventfd', result: ERANGE },
  // 6.12 could add vectors, but not where they come from an ITS.
  { name: 'later vectors', before: [MSIX2], request: 'msix trigger 2 1 eventfd', result: EINVAL },
  { name: 'INTx as well', before: [MSIX9], request: INTX, result: EINVAL },
  {
    name: 'loopback of all',
    before: [MSIX2],
    request: 'msix trigger 0 2 none',
    result: {
      ret: 0,
      eventfds: [
        { index: 0, value: 1 },
        { index: 1, value: 1 },
      ],
    },
  },
  {
    name: 'loopback of some',
    before: [MSIX9],
    request: 'msix trigger 2 3 bool 0 1 0',
    result: { ret: 0, eventfds: [{ index: 3, value: 1 }] },
  },
  { name: 'loopback past those in use', before: [MSIX2], request: 'msix trigger 1 9 bool 0', result: [EINVAL, OK] },
  { name: 'INTx', request: INTX, result: OK },
  { name: 'INTx from 1', request: 'intx trigger 1 1 eventfd', result: EINVAL },
  { name: 'two of INTx', request: 'intx trigger 0 2 eventfd', result: EINVAL },
  { name: 'INTx masked while off', request: 'intx mask 0 1 none', result: EINVAL },
  { name: 'INTx masked', before: [INTX], request: 'intx mask 0 1 none', result: OK },
  { name: 'INTx masked by eventfd', before: [INTX], request: 'intx mask 0 1 eventfd', result: ENOTTY },
  { name: 'INTx unmasked by eventfd', before: [INTX], request: 'intx unmask 0 1 eventfd', result: OK },
  {
    name: 'INTx unmasked by a second eventfd',
    before: [INTX, 'intx unmask 0 1 eventfd'],
    request: 'intx unmask 0 1 eventfd',
    result: EBUSY,
  },
  { name: 'INTx without an eventfd', request: 'intx trigger 0 1 eventfd -1', result: OK },
  { name: 'INTx with another eventfd', before: [INTX], request: 'intx trigger 0 1 eventfd -1', result: OK },
  {
    name: 'INTx triggered',
    before: [INTX],
    request: 'intx trigger 0 1 bool 1',
    result: { ret: 0, eventfds: [{ index: 0, value: 1 }] },
  },
  { name: 'INTx triggered by false', before: [INTX], request: 'intx trigger 0 1 bool 0', result: OK },
  { name: 'INTx triggered while off', request: 'intx trigger 0 1 none', result: EINVAL },
  { name: 'INTx ended', before: [INTX], request: 'intx trigger 0 0 none', result: OK },
  { name: 'MSI-X as well', before: [INTX], request: MSIX2, result: EINVAL },
  { name: 'errors', request: 'err trigger 0 1 eventfd', result: OK },
  { name: 'errors masked', request: 'err mask 0 1 none', result: ENOTTY },
  { name: 'an error while nobody listens', request: 'err trigger 0 1 none', result: EINVAL },
  {
    name: 'an error',
    before: ['err trigger 0 1 eventfd'],
    request: 'err trigger 0 1 none',
    result: { ret: 0, eventfds: [{ index: 0, value: 1 }] },
  },
  { name: 'the request channel', request: 'req trigger 0 1 eventfd', result: OK },
  { name: 'the request channel unmasked', request: 'req unmask 0 1 none', result: ENOTTY },
  { name: 'no request channel', request: 'req trigger 0 1 eventfd -1', result: OK },
  { name: 'a request channel that is no file', request: 'req trigger 0 1 eventfd -2', result: [OK, EINVAL] },
  { name: 'no data for the request channel', request: 'req trigger 0 0 bool', result: EINVAL },
  { name: 'two requests', request: 'req trigger 0 2 none', result: EINVAL },
];

describe.each(sampleOf(['6.1', '6.12'] as const, 1))('VFIO on Linux %s', (kernel) => {
  const loaded = load(SMMU, kernel, PCI);
  let session: Session;
  beforeEach(() => {
    session = open(loaded);
  });

  describe('with the device open', () => {
    beforeEach(() => {
      expect([vfio(session, 'bind'), vfio(session, 'open')]).toEqual([OK, OK]);
    });

    it.each(ROWS)('answers $name', ({ before = [], request, result }) => {
      for (const each of before) expect(set(session, each).ret).toBe(0);
      const expected = Array.isArray(result) ? result[kernel === '6.1' ? 0 : 1] : result;
      expect(set(session, request)).toMatchObject(expected);
    });

    it('requests the vectors that have an eventfd', () => {
      set(session, 'msix trigger 0 3 eventfd 0 -1 2');
      expect(handlers(session)).toEqual([`vfio-msix[0](${NVME})`, `vfio-msix[2](${NVME})`]);
      set(session, 'msix trigger 0 1 eventfd -1');
      expect(handlers(session)).toEqual([`vfio-msix[2](${NVME})`]);
    });

    it('leaves no handler behind when one of a block fails', () => {
      const before = handlers(session);
      set(session, MSIX2);
      expect(set(session, 'msix trigger 0 0 none')).toEqual(OK);
      expect(handlers(session)).toEqual(before);
    });

    it('delivers a message through the SMMU to the eventfd', () => {
      set(session, MSIX9);
      const fired = run(session, { do: 'msix.fire', bdf: NVME, vector: 4 });
      expect(fired).toEqual({ ret: 0, eventfds: [{ index: 4, value: 1 }] });
    });

    it('forgets what waited behind a mask when the device is closed, which resets it', () => {
      set(session, MSIX9);
      expect(run(session, { do: 'msix.mask', bdf: NVME, vector: 3 })).toMatchObject({ ret: 0 });
      run(session, { do: 'msix.fire', bdf: NVME, vector: 3 });
      const pending = (): number => session.pci.find(NVME)?.fn.pba.get(0) ?? 0;
      expect(pending()).toBe(8);
      vfio(session, 'close');
      expect(pending()).toBe(0);
      vfio(session, 'unbind');
      const queue = irqdesc_c(session.kernel)
        .sparse_irqs.values()
        .find(({ action }) => action?.name === 'nvme0q3');
      expect(queue?.kstat_irqs.values().reduce((sum, count) => sum + count, 0)).toBe(0);
    });

    it('lets the device master the bus when the program has it do something', () => {
      set(session, MSIX9);
      expect(command(session)).toBe(0x2);
      run(session, { do: 'msix.fire', bdf: NVME, vector: 0 });
      expect(command(session)).toBe(0x6);
    });

    it('delivers none to a vector without an eventfd', () => {
      set(session, 'msix trigger 0 2 eventfd 0 -1');
      expect(run(session, { do: 'msix.fire', bdf: NVME, vector: 1 })).toEqual(OK);
    });

    it('restores memory decoding as it was', () => {
      const before = command(session);
      set(session, MSIX9);
      expect(command(session)).toBe(before);
    });

    it('ends all interrupts on close', () => {
      set(session, MSIX9);
      expect(vfio(session, 'close')).toEqual(OK);
      expect(handlers(session)).toEqual([]);
      expect(set(session, MSIX9)).toMatchObject(EBADF);
      expect(vfio(session, 'close')).toMatchObject(EBADF);
      expect(vfio(session, 'open')).toEqual(OK);
      expect(set(session, MSIX9)).toEqual(OK);
    });

    it('opens a device once', () => {
      expect(vfio(session, 'open')).toMatchObject(EBUSY);
    });

    it('gives the device back, with or without interrupts in use', () => {
      set(session, 'req trigger 0 1 eventfd');
      set(session, MSIX9);
      expect(vfio(session, 'unbind').ret).toBe(0);
      expect(handlers(session)).toEqual([]);
      expect(vfio(session, 'unbind')).toMatchObject(ENODEV);
      expect([vfio(session, 'bind'), vfio(session, 'open'), set(session, MSIX9)]).toEqual([OK, OK, OK]);
    });
  });

  it('opens only what has a VFIO driver', () => {
    expect(vfio(session, 'open')).toMatchObject(ENOENT);
    expect(set(session, MSIX9)).toMatchObject(EBADF);
    expect(vfio(session, 'unbind')).toMatchObject(ENODEV);
  });

  it('gives a device back to its own driver', () => {
    const queues = (): string[] => handlers(session, /nvme/).map((name) => name.replace(/^nvme\d+/, ''));
    expect(queues()).toEqual(['q0', 'q1', 'q2', 'q3', 'q4']);
    vfio(session, 'bind');
    expect(queues()).toEqual([]);
    vfio(session, 'unbind');
    expect(queues()).toEqual(['q0', 'q1', 'q2', 'q3', 'q4']);
  });

  it('has a Problem only for a function that is not there', () => {
    expect(session.run({ do: 'vfio.bind', bdf: '0000:00:09.0' })).toMatchObject({ ok: false });
  });

  it('refuses a device without an IOMMU', () => {
    const plain = open(load('qemu-virt-gicv3-its', kernel, PCI));
    expect(vfio(plain, 'bind')).toEqual({ ...EINVAL, why: expect.stringContaining('no IOMMU group') });
    expect(vfio(plain, 'open')).toMatchObject(ENOENT);
  });

  it('gives a device that vfio-pci refused back to its own driver', () => {
    const plain = open(load('qemu-virt-gicv3-its', kernel, PCI));
    const before = handlers(plain, /nvme/);
    vfio(plain, 'bind');
    expect(handlers(plain, /nvme/)).toEqual([]);
    expect(vfio(plain, 'unbind')).toEqual(OK);
    expect(handlers(plain, /nvme/)).toHaveLength(before.length);
    expect(vfio(plain, 'unbind')).toMatchObject(ENODEV);
  });

  it('has the doorbell where the address space has it', () => {
    const recorded = open(loaded, true);
    const doorbell = (): string => /entry 0 addr=(\w+)/.exec(section(recorded, `pci/${NVME}`))?.[1] ?? '';
    expect(doorbell()).toBe('00000000fffff040');
    for (const verb of ['bind', 'open'] as const) vfio(recorded, verb);
    set(recorded, MSIX9);
    expect(doorbell()).toBe('0000000008000040');
  });

  it('says what kinds of interrupts there are', () => {
    for (const verb of ['bind', 'open'] as const) vfio(session, verb);
    const [id] = session.rec.byType.get(vfio_pci_core_device) ?? [];
    const device = session.rec.objects[id ?? 0] as unknown as vfio_pci_core_device;
    const info = (index: number): unknown => vfio_pci_ioctl_get_irq_info(session.kernel, device, index);
    // conformance/golden/*/gicv3-its-vfio/vfio-log.txt
    expect([0, 1, 2, 3, 4].map(info)).toEqual([
      { flags: 7, count: 1 },
      { flags: 9, count: 0 },
      { flags: 9, count: 65 },
      { flags: 9, count: 1 },
      { flags: 9, count: 1 },
    ]);
    expect(info(5)).toBe(-22);
  });
});
