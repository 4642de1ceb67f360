/** The way of a message: from a vector of a PCI function through SMMU and doorbell to an INTID. */
import { hex } from '../../../base/hex.ts';
import { msiControl, msiRegisters, msixEntry, peekTranslation, smmu_v3 } from '../../machine/index.ts';
import { type Arrived, atDoorbell, type Message } from './doorbell.ts';
import { shortBdf, type Vector, whyNotMsi, whyNotMsix } from './function.ts';
import type { Scene } from './scene.ts';
import type { Way } from './way.ts';

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

function msiMessage({ fn, vector }: Vector): { readonly address: bigint; readonly data: number } {
  const granted = 2 ** ((msiControl(fn) >> 4) & 7);
  const { address, data } = msiRegisters(fn);
  return { address, data: (data & ~(granted - 1)) | (vector & (granted - 1)) };
}

/** From the function to who answers at the address. */
function throughBus(way: Way, scene: Scene, { fn, desc }: Vector, message: Message): Arrived | undefined {
  const { objects, machine, pci } = scene;
  const host = pci.find(fn.bdf)?.host;
  const requester = host?.requesterId(fn) ?? fn.devfn;
  const stream = machine.streamOf?.(requester);
  let address = Number(message.address);
  if (stream !== undefined) {
    const smmu = objects.object(stream.smmu, smmu_v3);
    const to = peekTranslation(smmu, scene.memory, stream.id, address);
    way.pass(
      {
        label: `SMMU StreamID ${hex(stream.id)}`,
        kind: 'iommu',
        selection: { kind: 'object', id: stream.smmu },
        detail: typeof to === 'number' ? `${hex(message.address)} is ${hex(to)}` : to,
      },
      typeof to === 'string'
        ? { why: to, fix: 'The kernel maps the doorbell when the interrupt is allocated.' }
        : undefined,
    );
    if (typeof to === 'string') return undefined;
    if (to !== address)
      way.say(`The SMMU turns ${hex(message.address)} of StreamID ${hex(stream.id)} into ${hex(to)}.`);
    address = to;
  }
  return atDoorbell(way, scene, { desc, deviceId: host?.deviceId(fn) ?? requester, address, message });
}
