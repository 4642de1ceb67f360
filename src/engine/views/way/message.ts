/** The way of a message: from a vector of a PCI function through SMMU and doorbell to an INTID. */
import { hex } from '../../../base/hex.ts';
import { word } from '../../api/messages/said.ts';
import { msiControl, msiRegisters, msixEntry, peekTranslation, smmu_v3 } from '../../machine/index.ts';
import { type Arrived, atDoorbell, type Message } from './doorbell.ts';
import { shortBdf, type Vector, whyNotMsi, whyNotMsix } from './function.ts';
import type { Scene } from './scene.ts';
import type { Way } from './way.ts';

/** Passes the stations up to the doorbell's answer; undefined when the message would not even tell where it goes. */
export function throughMessage(way: Way, scene: Scene, vector: Vector): Arrived | undefined {
  const { fn, desc } = vector;
  const isMsi = desc === undefined ? fn.design.msix === undefined : desc.irq_common_data.msi_desc?.is_msix !== true;
  const { messages } = way;
  const named = { model: fn.model, bdf: shortBdf(fn.bdf), vector: vector.vector };
  const message = isMsi ? msiMessage(vector) : msixEntry(fn, vector.vector);
  way.pass(
    {
      label: isMsi ? messages.message(named) : messages.vector(named),
      kind: 'device',
      selection: isMsi ? { kind: 'function', bdf: fn.bdf } : { kind: 'vector', bdf: fn.bdf, vector: vector.vector },
      detail:
        message.address === 0n
          ? messages.noAddress
          : messages.writes({ data: message.data, address: hex(message.address) }),
    },
    isMsi ? whyNotMsi(scene, vector) : whyNotMsix(scene, vector),
  );
  if (message.address === 0n) {
    const { noMessage, why, fix } = messages;
    way.pass({ label: noMessage, kind: 'event' }, { why: why.noVectorAddress, missing: true, fix: fix.writeVector });
    return undefined;
  }
  return throughBus(way, scene, vector, {
    ...message,
    what: isMsi ? messages.source.messageOf(named) : messages.source.vectorOf(named),
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
  const written = Number(message.address);
  let address = host?.block === undefined ? (host?.inbound(written) ?? written) : written;
  if (stream !== undefined) {
    const smmu = objects.object(stream.smmu, smmu_v3);
    const { messages } = way;
    const to = peekTranslation(smmu, scene.memory, stream.id, address);
    const label = messages.stream({ id: hex(stream.id) });
    const station = { label, kind: 'iommu', selection: { kind: 'object', id: stream.smmu } } as const;
    if (typeof to !== 'number') {
      const why = word(scene.messages.stops, to);
      way.pass({ ...station, detail: why }, { why, fix: messages.fix.mapDoorbell });
      return undefined;
    }
    way.pass({ ...station, detail: messages.translated({ from: hex(message.address), to: hex(to) }) });
    if (to !== address)
      way.say(messages.story.smmu({ address: hex(message.address), stream: hex(stream.id), to: hex(to) }));
    address = to;
  }
  const deviceId = host?.deviceId(fn) ?? requester;
  return atDoorbell(way, scene, { desc, deviceId, address, message, block: host?.block });
}
