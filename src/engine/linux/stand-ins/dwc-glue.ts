/**
 * What the drivers of SoCs around a DesignWare PCIe core have in common, as far as interrupts go: where the core's registers are, how
 * many vectors, an interrupt of the SoC's own, then the core's host code. Clocks, resets, PHYs, power and the SoC's registers are not modelled.
 */
import type { FunctionInfo, Recorded, source } from '../../recorder/index.ts';
import { EINVAL, ENODEV } from '../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_ONESHOT, IRQF_SHARED } from '../include/linux/interrupt.ts';
import { IORESOURCE_MEM } from '../include/linux/ioport.ts';
import { type platform_device, type platform_driver, platform_set_drvdata } from '../include/linux/platform_device.ts';
import type { KernelVersion } from '../../api/kernel-versions.ts';
import type { Kernel } from '../kernel.ts';
import { devm_request_irq, devm_request_threaded_irq } from '../kernel/irq/devres.ts';
import { dev_err } from '../kernel/printk/printk.ts';
import {
  platform_driver_register,
  platform_get_irq,
  platform_get_irq_byname,
  platform_get_irq_byname_optional,
  platform_get_resource,
  platform_get_resource_byname,
} from '../drivers/base/platform.ts';
import { of_property_match_string } from '../drivers/of/property.ts';
import { dw_pcie_free_msi, dw_pcie_host_init } from '../drivers/pci/controller/dwc/pcie-designware-host.ts';
import { dw_pcie, dw_pcie_link_up } from '../drivers/pci/controller/dwc/pcie-designware.ts';

/** An interrupt of the SoC's own logic. */
interface OwnInterrupt {
  /** Its name in "interrupt-names"; without one it is the first. */
  readonly name?: string;
  /** Asked for after the host is up, and not missed where the tree has none. */
  readonly optional?: boolean;
  /** Older kernels do not ask for it. */
  readonly since?: KernelVersion;
  /** Handled in a thread alone, and not shared. */
  readonly oneshotThread?: boolean;
  /** By which it is requested. */
  readonly devname: (pci: dw_pcie) => string;
}

export interface Glue {
  /** The driver's file. */
  readonly at: ReturnType<typeof source>;
  readonly driver: string;
  /** Names of its probe and of what registers it. */
  readonly probe: string;
  readonly init: string;
  readonly compatibles: (k: Kernel) => readonly string[];
  /** The resource that has the core's registers: its name, or the first; without, it is "dbi", which the core's code finds. */
  readonly dbi?: string | 0;
  readonly vectors?: number;
  readonly own?: OwnInterrupt;
  /** What the driver does before it starts the core: 0 or an errno. */
  readonly first?: (k: Kernel, pci: dw_pcie) => number;
  /** It says that the block of MSIs has no interrupt. */
  readonly withoutMsiInterrupt?: true;
  /** What the driver does as the core comes up, before its MSIs: 0 or an errno. */
  readonly host?: (k: Kernel, pci: dw_pcie) => number;
  /** Takes the host down again where its link is down, and calls that a success. */
  readonly endsWithoutLink?: true;
  /** What is logged where the host does not come up. */
  readonly failed?: string;
}

/** Where the core's registers are: 0 where the core's own code is to find them, undefined where the resource is missing. */
function registersOf(k: Kernel, pdev: platform_device, dbi: Glue['dbi']): number | undefined {
  if (dbi === undefined) return 0;
  const res =
    dbi === 0
      ? platform_get_resource(k, pdev, IORESOURCE_MEM, 0)
      : platform_get_resource_byname(k, pdev, IORESOURCE_MEM, dbi);
  return res?.start;
}

/** The number of the node's interrupt that is the SoC's own. */
function indexOf(k: Kernel, { dev }: platform_device, own: OwnInterrupt): number {
  return own.name === undefined ? 0 : of_property_match_string(k, dev.of_node, 'interrupt-names', own.name);
}

/** The driver's registration, to be exported from its file. */
export function dwcGlueDriver(glue: Glue): ((k: Kernel) => number) & FunctionInfo {
  const { at, own } = glue;
  const handler = at.fn(
    `${glue.driver.replaceAll('-', '_')}_irq_handler`,
    "Handles the interrupt of the SoC's own logic, whose registers are not modelled.",
    (k: Kernel, _irq: number, dev_id: Recorded | undefined): number => {
      const { pdev } = dw_pcie.of(dev_id);
      const path = pdev.dev.of_node?.path;
      const served = path !== undefined && own !== undefined && k.bus.serveDevice(path, indexOf(k, pdev, own));
      return served ? IRQ_HANDLED : IRQ_NONE;
    },
  );
  const request = (k: Kernel, pci: dw_pcie, irq: number): number => {
    if (own === undefined) return 0;
    const { dev } = pci.pdev;
    const devname = own.devname(pci);
    if (own.oneshotThread === true)
      return devm_request_threaded_irq(k, dev, irq, undefined, handler, IRQF_ONESHOT, devname, pci);
    return devm_request_irq(k, dev, irq, handler, IRQF_SHARED, devname, pci);
  };
  const before = (k: Kernel, pci: dw_pcie): number => {
    if (own === undefined || own.optional === true) return 0;
    if (own.since !== undefined && !k.since(own.since)) return 0;
    const { pdev } = pci;
    const irq = own.name === undefined ? platform_get_irq(k, pdev, 0) : platform_get_irq_byname(k, pdev, own.name);
    return irq < 0 ? irq : request(k, pci, irq);
  };
  const after = (k: Kernel, pci: dw_pcie): number => {
    if (own?.name === undefined || own.optional !== true) return 0;
    if (own.since !== undefined && !k.since(own.since)) return 0;
    const irq = platform_get_irq_byname_optional(k, pci.pdev, own.name);
    return irq > 0 ? request(k, pci, irq) : 0;
  };
  const probe = at.fn(glue.probe, 'Starts the core as a host bridge.', (k: Kernel, pdev: platform_device): number => {
    const dbi_base = registersOf(k, pdev, glue.dbi);
    if (dbi_base === undefined) return -EINVAL;
    const pci = dw_pcie.create(k.rec, { pdev, dbi_base, num_vectors: glue.vectors ?? 0 });
    platform_set_drvdata(pdev, pci);
    const asked = before(k, pci);
    if (asked < 0) return asked;
    const first = glue.first?.(k, pci) ?? 0;
    if (first !== 0) return first;
    if (glue.withoutMsiInterrupt === true) pci.msi_irq.addTail(-ENODEV);
    const ret = dw_pcie_host_init(k, pci, glue.host);
    if (ret !== 0 && glue.failed !== undefined) dev_err(k, pdev.dev, glue.failed);
    if (ret === 0 && glue.endsWithoutLink === true && !dw_pcie_link_up(k, pci)) {
      if (pci.has_msi_ctrl) dw_pcie_free_msi(k, pci);
      return 0;
    }
    return ret === 0 ? after(k, pci) : ret;
  });
  return at.fn(glue.init, 'Registers the driver of a PCIe host with a DesignWare core.', (k: Kernel): number => {
    const driver: platform_driver = {
      name: glue.driver,
      bus: 'platform',
      of_match_table: glue.compatibles(k).map((compatible) => ({ compatible, data: undefined })),
      probe,
    };
    return platform_driver_register(k, driver);
  });
}
