/** The way of a message: from a vector of a PCI function through SMMU and doorbell to an INTID. */
import { hex } from '../../../base/hex.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { irq_data } from '../../linux/include/linux/irq.ts';
import { is_of_node } from '../../linux/include/linux/fwnode.ts';
import { vfio_pci_core_device } from '../../linux/drivers/vfio/pci/types.ts';
import {
  COMMAND,
  COMMAND_MASTER,
  ENTRY_MASKED,
  gic_its,
  gic_v2m,
  MSI_ENABLE,
  msiControl,
  msiRegisters,
  MSIX_ENABLE,
  MSIX_MASKALL,
  msixControl,
  msixEntry,
  type pci_function,
  peekTranslation,
  readConfig,
  type smmu_v3,
} from '../../machine/index.ts';
import type { Selection } from '../view-types/selection.ts';
import { enableIrq, managedFix } from './way-fixes.ts';
import type { Scene } from './scene.ts';
import type { Stop, Way } from './way.ts';
import { throughIts } from './way-its.ts';

/** A vector as a person names it: number of the MSI-X entry, or of the MSI message. */
export interface Vector {
  readonly fn: pci_function;
  readonly vector: number;
  readonly desc: irq_desc | undefined;
}

export const shortBdf = (bdf: string): string => bdf.replace(/^0000:/, '');

/** What a doorbell made of the message: an LPI for a CPU, or a shared interrupt. */
export type Arrived =
  | { readonly kind: 'lpi'; readonly lpi: number; readonly cpu: number }
  | { readonly kind: 'spi'; readonly intid: number };

/** Passes the stations up to the doorbell's answer; undefined when the message would not even tell where it goes. */
export function throughMessage(way: Way, scene: Scene, vector: Vector): Arrived | undefined {
  const { fn, desc } = vector;
  const isMsi = desc === undefined ? fn.design.msix === undefined : desc.irq_common_data.msi_desc?.is_msix !== true;
  const message = isMsi ? msiMessage(vector) : msixEntry(fn, vector.vector);
  way.pass(
    {
      label: `${fn.model ?? 'function'} ${shortBdf(fn.bdf)} ${isMsi ? 'message' : 'vector'} ${vector.vector}`,
      kind: 'device',
      selection: isMsi ? { kind: 'function', bdf: fn.bdf } : { kind: 'vector', bdf: fn.bdf, vector: vector.vector },
      detail:
        message.address === 0n
          ? 'its address is 0: there is no message'
          : `writes ${message.data} to ${hex(message.address)}`,
    },
    isMsi ? whyNotMsi(scene, vector) : whyNotMsix(scene, vector),
  );
  if (message.address === 0n) {
    const why = 'no address is written into the vector';
    way.pass(
      { label: 'no message', kind: 'event' },
      { why, missing: true, fix: 'The kernel writes it when the interrupt is activated.' },
    );
    return undefined;
  }
  const what = isMsi ? `Message ${vector.vector}` : `Vector ${vector.vector}`;
  return throughBus(way, scene, vector, {
    ...message,
    what: `${what} of ${fn.model ?? 'the function'} ${shortBdf(fn.bdf)}`,
  });
}

interface Message {
  readonly address: bigint;
  readonly data: number;
  readonly what: string;
}

function msiMessage({ fn, vector }: Vector): { readonly address: bigint; readonly data: number } {
  const granted = 2 ** ((msiControl(fn) >> 4) & 7);
  const { address, data } = msiRegisters(fn);
  return { address, data: (data & ~(granted - 1)) | (vector & (granted - 1)) };
}

function whyNotMsix(scene: Scene, { fn, vector, desc }: Vector): Stop | undefined {
  const { bdf } = fn;
  const control = msixControl(fn);
  if ((control & MSIX_ENABLE) === 0) {
    return {
      why: 'MSI-X is off (Enable in Message Control is 0): the device would use MSI or INTx',
      fix: hasVfio(scene, bdf)
        ? 'A program switches it on with VFIO_DEVICE_SET_IRQS.'
        : 'A driver switches it on with pci_alloc_irq_vectors().',
    };
  }
  if ((control & MSIX_MASKALL) !== 0) {
    return {
      why: 'the function is masked (Function Mask in Message Control)',
      fix: 'Clear the function mask; what came meanwhile waits in the PBA.',
      fixes: [{ name: 'unmask the function', command: { do: 'msix.unmaskAll', bdf } }],
    };
  }
  if ((msixEntry(fn, vector).control & ENTRY_MASKED) !== 0) {
    return {
      why: 'the vector is masked: the message would wait in the PBA',
      ...unmaskFix(scene, { fn, vector, desc }),
    };
  }
  return whyNotMaster(scene, fn);
}

/** Whether vfio-pci has the function. */
export const hasVfio = ({ cursor }: Scene, bdf: string): boolean =>
  cursor.all(vfio_pci_core_device).some(({ pdev }) => pdev.dev.name === bdf);

/** The mask bit is the kernel's way of disabling, too: what it wants decides about the fix. */
function unmaskFix(scene: Scene, { fn, vector, desc }: Vector): Pick<Stop, 'fix' | 'fixes'> {
  const { bdf } = fn;
  const unmask = { name: `unmask vector ${vector}`, command: { do: 'msix.unmask', bdf, vector } } as const;
  if (desc === undefined) return { fix: 'No driver uses this vector: it has no interrupt in the kernel.' };
  const shut = managedFix(scene.cursor, desc);
  if (shut !== undefined) return shut;
  if (desc.action === undefined && hasVfio(scene, bdf)) {
    return { fix: `The vector has no eventfd: VFIO_DEVICE_SET_IRQS gives it one, and that unmasks it.` };
  }
  const kernel = enableIrq(desc);
  return kernel.fix === undefined ? { fix: 'Unmask the vector.', fixes: [unmask] } : kernel;
}

function whyNotMsi(scene: Scene, { fn, vector, desc }: Vector): Stop | undefined {
  if ((msiControl(fn) & MSI_ENABLE) === 0) {
    return {
      why: 'MSI is off (Enable in Message Control is 0)',
      fix: 'A driver switches it on with pci_alloc_irq_vectors().',
    };
  }
  if (((msiRegisters(fn).mask >>> vector) & 1) !== 0) {
    return { why: 'the message is masked (MSI mask bits)', ...enableIrq(desc) };
  }
  return whyNotMaster(scene, fn);
}

function whyNotMaster({ cursor, viewer }: Scene, fn: pci_function): Stop | undefined {
  // A program that has the function through VFIO lets it master the bus before it has it do anything.
  const isOpen = cursor
    .all(vfio_pci_core_device)
    .some(({ pdev, vdev }) => pdev.dev.name === fn.bdf && vdev.open_count > 0);
  if (!isOpen && (readConfig(fn, COMMAND, 2) & COMMAND_MASTER) === 0) {
    return { why: 'COMMAND.Bus Master is off: the function may not write', fix: 'The driver calls pci_set_master().' };
  }
  const barrier = viewer.session.pci.find(fn.bdf)?.host.barrier(fn);
  return barrier === undefined
    ? undefined
    : { why: `Bus Master of the bridge ${barrier.bdf} is off`, fix: 'The driver of the port calls pci_set_master().' };
}

/** From the function to who answers at the address. */
function throughBus(way: Way, scene: Scene, { fn, desc }: Vector, message: Message): Arrived | undefined {
  const { cursor, viewer } = scene;
  const { machine, pci } = viewer.session;
  const host = pci.find(fn.bdf)?.host;
  const requester = host?.requesterId(fn) ?? fn.devfn;
  const stream = machine.streamOf?.(requester);
  let address = Number(message.address);
  if (stream !== undefined) {
    const smmu = cursor.object(stream.smmu) as unknown as smmu_v3;
    const to = peekTranslation(smmu, scene.memory, stream.id, address);
    way.pass(
      {
        label: `SMMU StreamID ${hex(stream.id)}`,
        kind: 'iommu',
        selection: { kind: 'object', id: stream.smmu },
        detail: typeof to === 'number' ? `${hex(message.address)} is ${hex(to)}` : to,
      },
      typeof to === 'string'
        ? { why: to, fix: 'The kernel maps the doorbell when the interrupt is activated.' }
        : undefined,
    );
    if (typeof to === 'string') return undefined;
    if (to !== address)
      way.say(`The SMMU turns ${hex(message.address)} of StreamID ${hex(stream.id)} into ${hex(to)}.`);
    address = to;
  }
  return atDoorbell(way, scene, { desc, deviceId: host?.deviceId(fn) ?? requester, address, message });
}

interface Knock {
  readonly desc: irq_desc | undefined;
  readonly deviceId: number;
  readonly address: number;
  readonly message: Message;
}

/** The selection of the domain whose controller has its registers at `base`. */
function domainSelection(desc: irq_desc | undefined, base: number): { selection?: Selection } {
  for (let data: irq_data | undefined = desc?.irq_data; data !== undefined; data = data.parent_data) {
    const fwnode = data.domain?.fwnode;
    if (data.domain !== undefined && is_of_node(fwnode) && fwnode.path.endsWith(`@${base.toString(16)}`))
      return { selection: { kind: 'domain', id: data.domain.$id } };
  }
  return {};
}

/** Who takes a write at an address: an ITS, a v2m frame, or the distributor's message registers. */
export function atDoorbell(way: Way, scene: Scene, { desc, deviceId, address, message }: Knock): Arrived | undefined {
  const { cursor, viewer, gic } = scene;
  const region = viewer.session.machine.memory.find(address);
  const offset = address - (region?.base ?? 0);
  const writes = `${message.what} ${way.open ? 'writes' : 'would write'} ${message.data} to`;
  const its = cursor.all(gic_its).find(({ base }) => base === region?.base);
  if (its !== undefined) {
    const said = `${writes} GITS_TRANSLATER (${hex(address)})`;
    return throughIts(way, scene, its, {
      deviceId,
      event: message.data,
      offset,
      said,
      desc,
      ...domainSelection(desc, its.base),
    });
  }
  const frame = cursor.all(gic_v2m).find(({ base }) => base === region?.base);
  if (frame !== undefined) {
    const [first, count] = [(frame.typer >>> 16) & 0x3ff, frame.typer & 0x3ff];
    const intid = message.data & 0x3ff;
    const inside = intid >= first && intid < first + count;
    const why =
      offset === 0x40
        ? inside
          ? undefined
          : `INTID ${intid} is not one of the frame's ${first} to ${first + count - 1}`
        : 'the write is not to MSI_SETSPI_NS';
    way.pass(
      {
        label: `v2m frame ${hex(frame.base)}`,
        kind: 'its',
        selection: { kind: 'object', id: frame.$id },
        detail: `INTIDs ${first} to ${first + count - 1}`,
      },
      why === undefined ? undefined : { why },
    );
    way.say(
      `${writes} MSI_SETSPI_NS (${hex(address)}) of the v2m frame, which pulses SPI ${intid - 32} (INTID ${intid}).`,
    );
    return { kind: 'spi', intid };
  }
  if (gic !== undefined && region?.base === gic.dist.base && region.message !== undefined) {
    const isSet = offset === 0x40;
    const intid = message.data & 0x1fff;
    way.pass(
      { label: 'GICD_SETSPI_NSR', kind: 'its', selection: { kind: 'object', id: gic.dist.$id }, detail: hex(address) },
      isSet ? undefined : { why: 'the write is not to GICD_SETSPI_NSR' },
    );
    way.say(
      `${writes} GICD_SETSPI_NSR (${hex(address)}): the distributor makes SPI ${intid - 32} (INTID ${intid}) pending.`,
    );
    return { kind: 'spi', intid };
  }
  const why =
    region === undefined
      ? 'nothing answers at that address'
      : `${region.name} is no doorbell: the data is only written there`;
  way.pass({ label: hex(address), kind: 'event' }, { why });
  return undefined;
}
