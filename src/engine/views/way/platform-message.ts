/** Messages of devices outside PCI, as an SMMU's: their DeviceID is in msi-parent. */
import { u32s, getProperty } from '../../devicetree/index.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { Scene } from './scene.ts';
import { type Arrived, atDoorbell } from './doorbell.ts';
import type { Way } from './way.ts';

/** The message is what the kernel wrote for it. */
export function throughPlatformMessage(way: Way, scene: Scene, desc: irq_desc): Arrived | undefined {
  const msi = desc.irq_common_data.msi_desc;
  if (msi?.dev === undefined) return undefined;
  const { dev, msi_index: index, msg_data: data } = msi;
  const path = dev.of_node?.path;
  const address = msi.msg_address_hi * 2 ** 32 + msi.msg_address_lo;
  const { messages } = way;
  const what = messages.source.platformMessage({ index, device: dev.name });
  way.pass({
    label: messages.messageOf({ device: dev.name, index }),
    kind: 'device',
    ...(path === undefined ? {} : { selection: { kind: 'node', path } as const }),
  });
  if (address === 0) {
    way.pass({ label: messages.noMessage, kind: 'event' }, { why: messages.why.noAddress, missing: true });
    return undefined;
  }
  const node = path === undefined ? undefined : scene.machine.wiring.node(path);
  const deviceId = node === undefined ? 0 : (u32s(getProperty(node, 'msi-parent'))[1] ?? 0);
  return atDoorbell(way, scene, { desc, deviceId, address, message: { address: BigInt(address), data, what } });
}
