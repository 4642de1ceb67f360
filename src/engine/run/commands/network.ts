/** Commands on network interfaces: ip link set ethN up and down. Drivers request interrupts when an interface is brought up. */
import { fail, ok, type Result } from '../../../base/result.ts';
import type { Command } from '../../api/scenario/types.ts';
import type { device } from '../../linux/include/linux/device.ts';
import type { net_device } from '../../linux/include/linux/netdevice.ts';
import { __dev_close, __dev_open, netdevsOf } from '../../linux/net/core/dev.ts';
import type { Session } from '../session.ts';
import { type CommandResult, fromErrno } from './result.ts';

type NetCommand = Extract<Command, { readonly do: 'net.open' | 'net.close' }>;
type Adapter = NonNullable<NetCommand['device']>;

/** A Problem where the device has no interface of a driver that is modelled. */
export function runNetCommand({ kernel, messages }: Session, command: NetCommand): Result<CommandResult> {
  const modelled = netdevsOf(kernel).filter(({ netdev_ops }) => netdev_ops !== undefined);
  const { device: adapter } = command;
  const interfaces = adapter === undefined ? modelled : modelled.filter((netdev) => isOf(netdev, adapter));
  if (adapter !== undefined && interfaces.length === 0) {
    const name = 'bdf' in adapter ? adapter.bdf : adapter.node;
    const m = messages.commands;
    return fail('no-interface', m.noInterface({ name }), undefined, m.noInterfaceHint);
  }
  for (const netdev of interfaces) {
    if (command.do === 'net.close') __dev_close(kernel, netdev);
    else {
      const ret = __dev_open(kernel, netdev);
      if (ret !== 0) return fromErrno(ret);
    }
  }
  return ok({ ret: 0 });
}

/** The adapter itself, or what stands below it: a virtio device below its PCI function. */
function isOf({ parent }: net_device, adapter: Adapter): boolean {
  for (let dev: device | undefined = parent; dev !== undefined; dev = dev.parent) {
    if ('bdf' in adapter ? dev.name === adapter.bdf : dev.of_node?.path === adapter.node) return true;
    if (dev.bus === 'pci' || dev.of_node !== undefined) return false;
  }
  return false;
}
