/**
 * Commands that do what a program with VFIO does, through sysfs and the files under /dev/vfio. What the kernel refuses is a
 * result with its errno.
 */
import { fail, type Result } from '../../../base/result.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { Command } from '../../api/scenario/types.ts';
import { bus_for_each_dev, driver_find } from '../../linux/drivers/base/bus.ts';
import { device_attach, device_driver_attach, device_release_driver } from '../../linux/drivers/base/dd.ts';
import { vfio_fops_open, vfio_fops_release, vfio_ioctl_set_iommu } from '../../linux/drivers/vfio/container.ts';
import {
  openGroup,
  vfio_df_group_close,
  vfio_group_fops_release,
  vfio_group_ioctl_get_device_fd,
  vfio_group_ioctl_set_container,
} from '../../linux/drivers/vfio/group.ts';
import { vfio_basic_config_write } from '../../linux/drivers/vfio/pci/vfio_pci_config.ts';
import { vfio_pci_core_request } from '../../linux/drivers/vfio/pci/vfio_pci_core/index.ts';
import type { device } from '../../linux/include/linux/device.ts';
import { EBADF, EBUSY, ENODEV, ENOENT, EPERM, IS_ERR } from '../../linux/include/linux/errno.ts';
import { vfio_pci_core_device } from '../../linux/include/linux/vfio_pci_core.ts';
import { PCI_COMMAND, PCI_COMMAND_INTX_DISABLE, PCI_COMMAND_MASTER } from '../../linux/include/uapi/linux/pci_regs.ts';
import { VFIO_TYPE1_IOMMU } from '../../linux/include/uapi/linux/vfio.ts';
import type { Kernel } from '../../linux/kernel.ts';
import { readConfig } from '../../machine/index.ts';
import type { Session } from '../session.ts';
import { type CommandResult, fromErrno, withReason } from './result.ts';
import {
  forgetDevice,
  forgetGroup,
  type open_group,
  openDeviceOf,
  openGroupOf,
  readEventfds,
  rememberDevice,
  rememberGroup,
} from './vfio/program.ts';
import { runSetIrqs, type SetIrqs } from './vfio/set-irqs.ts';

export type VfioCommand = Extract<
  Command,
  { readonly do: 'vfio.bind' | 'vfio.unbind' | 'vfio.open' | 'vfio.close' } | SetIrqs
>;

const DRIVER = 'vfio-pci';

/** A Problem only for a function that is not there. */
export function runVfioCommand(session: Session, command: VfioCommand): Result<CommandResult> {
  const { kernel, messages } = session;
  const dev = bus_for_each_dev(kernel, 'pci').find(({ name }) => name === command.bdf);
  if (dev === undefined) return fail('pci-no-function', messages.commands.notFound({ bdf: command.bdf }));
  switch (command.do) {
    case 'vfio.bind':
      return bind(messages.commands.why, kernel, dev);
    case 'vfio.unbind':
      return fromErrno(unbind(kernel, dev));
    case 'vfio.open':
      return openFunction(messages.commands.why, kernel, dev);
    case 'vfio.close':
      return fromErrno(close(kernel, dev.name));
    case 'vfio.setIrqs':
      return runSetIrqs(session, command);
  }
}

/** Adds to a result the eventfds of user space that went up since the last command. */
export function withEventfds(kernel: Kernel, result: CommandResult): CommandResult {
  const eventfds = readEventfds(kernel);
  return eventfds.length === 0 ? result : { ...result, eventfds };
}

/**
 * A device that a program drives can send messages once the program lets it master the bus, in its configuration space; the
 * kernel hands it over without that. A program does so before it has the device do anything.
 */
export function letMaster({ kernel, pci }: Session, bdf: string): void {
  const device = openDeviceOf(kernel, bdf)?.device;
  const fn = pci.find(bdf)?.fn;
  if (device === undefined || fn === undefined) return;
  const command = readConfig(fn, PCI_COMMAND, 2);
  if ((command & PCI_COMMAND_MASTER) !== 0) return;
  // The program sees its own INTx Disable, which is never set here.
  const wanted = (command & ~PCI_COMMAND_INTX_DISABLE) | PCI_COMMAND_MASTER;
  vfio_basic_config_write(kernel, vfio_pci_core_device.of(device.container), wanted);
}

/** DEVICE/driver/unbind, DEVICE/driver_override, and then the driver's bind, which says what came of it. */
function bind(m: EngineMessages['commands']['why'], k: Kernel, dev: device): Result<CommandResult> {
  takeBack(k, dev);
  dev.driver_override = DRIVER;
  const drv = driver_find(k, DRIVER, 'pci');
  if (drv === undefined) return withReason(fromErrno(-ENOENT), m.noVfio);
  return withReason(fromErrno(device_driver_attach(k, drv, dev)), whyUnbound(m, dev));
}

/** What vfio_group_find_or_alloc() finds against it; of an IOMMU that does not keep caches coherent nothing is said. */
function whyUnbound(m: EngineMessages['commands']['why'], { iommu_group }: device): string | undefined {
  if (iommu_group >= 0) return undefined;
  return m.noGroup;
}

/**
 * The way back: vfio-pci/unbind, no driver_override, and drivers_probe: the function's own driver has it again. What vfio-pci refused
 * needs the last two only: until then no other driver takes it.
 */
function unbind(k: Kernel, dev: device): number {
  const isStranded = dev.driver === undefined && dev.driver_override === DRIVER;
  if (dev.driver !== DRIVER && !isStranded) return driver_find(k, DRIVER, 'pci') === undefined ? -ENOENT : -ENODEV;
  if (!isStranded) takeBack(k, dev);
  dev.driver_override = undefined;
  device_attach(k, dev);
  return 0;
}

/** The kernel asks the program to let go of a function, and waits; the program does at once. */
function takeBack(k: Kernel, dev: device): void {
  const opened = openDeviceOf(k, dev.name);
  if (opened !== undefined) {
    vfio_pci_core_request(k, opened.device, 0);
    close(k, dev.name);
  }
  device_release_driver(k, dev);
}

/** Opens a function, or says what keeps a program from it. */
function openFunction(m: EngineMessages['commands']['why'], k: Kernel, dev: device): Result<CommandResult> {
  const before = openDeviceOf(k, dev.name) !== undefined ? m.isOpen : dev.iommu_group < 0 ? m.noGroupToOpen : undefined;
  const ret = open(k, dev);
  const unbound = dev.driver === DRIVER ? undefined : m.notBound;
  // Only an address space for a group whose interrupts are not kept apart is not permitted.
  return withReason(fromErrno(ret), before ?? unbound ?? (ret === -EPERM ? m.unsafe : undefined));
}

/** /dev/vfio/vfio, the group, its container, and the device. A group that is open already is not opened again. */
function open(k: Kernel, dev: device): number {
  if (openDeviceOf(k, dev.name) !== undefined) return -EBUSY;
  const number = dev.iommu_group;
  if (number < 0) return -ENOENT;
  const opened = openGroupOf(k, number) ?? openNewGroup(k, number);
  if (IS_ERR(opened)) return opened;
  const device = vfio_group_ioctl_get_device_fd(k, opened.group, dev.name);
  if (IS_ERR(device)) {
    letGo(k, number, opened);
    return device;
  }
  opened.devices++;
  rememberDevice(k, device);
  return 0;
}

function openNewGroup(k: Kernel, number: number): open_group | number {
  const container = vfio_fops_open(k);
  const group = openGroup(k, number);
  if (IS_ERR(group)) {
    vfio_fops_release(k, container);
    return group;
  }
  let ret = vfio_group_ioctl_set_container(k, group, container);
  if (ret === 0) ret = vfio_ioctl_set_iommu(k, container, VFIO_TYPE1_IOMMU);
  if (ret === 0) return rememberGroup(k, number, group, container);
  vfio_group_fops_release(k, group);
  vfio_fops_release(k, container);
  return ret;
}

function close(k: Kernel, bdf: string): number {
  const opened = openDeviceOf(k, bdf);
  if (opened === undefined) return -EBADF;
  const { device } = opened;
  vfio_df_group_close(k, device);
  forgetDevice(k, opened);
  const number = device.group?.iommu_group?.id;
  const group = number === undefined ? undefined : openGroupOf(k, number);
  if (number === undefined || group === undefined) return 0;
  group.devices--;
  letGo(k, number, group);
  return 0;
}

/** Closes a group and its container once no device of it is open. */
function letGo(k: Kernel, number: number, { group, container, devices }: open_group): void {
  if (devices > 0) return;
  forgetGroup(k, number);
  vfio_group_fops_release(k, group);
  vfio_fops_release(k, container);
}
