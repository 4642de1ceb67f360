/** What each traced function is for. Two files never have the same key. */
import type { FunctionWords } from '../../en/engine/functions.ts';
import { arch } from './arch.ts';
import { computed } from './computed.ts';
import { base } from './drivers/base.ts';
import { gpio } from './drivers/gpio.ts';
import { iommu } from './drivers/iommu.ts';
import { irqchipGic } from './drivers/irqchip-gic.ts';
import { irqchipIts } from './drivers/irqchip-its.ts';
import { irqchip } from './drivers/irqchip.ts';
import { others } from './drivers/others.ts';
import { pciController } from './drivers/pci-controller.ts';
import { pciMsi } from './drivers/pci-msi.ts';
import { pci } from './drivers/pci.ts';
import { pinctrl } from './drivers/pinctrl.ts';
import { vfio } from './drivers/vfio.ts';
import { virtio } from './drivers/virtio.ts';
import { core } from './kernel/core.ts';
import { irqManage } from './kernel/irq-manage.ts';
import { irqMsi } from './kernel/irq-msi.ts';
import { irq } from './kernel/irq.ts';
import { irqdomain } from './kernel/irqdomain.ts';
import { standIns } from './stand-ins.ts';

export const PARTS: readonly FunctionWords[] = [
  arch,
  core,
  irq,
  irqManage,
  irqMsi,
  irqdomain,
  base,
  gpio,
  iommu,
  irqchip,
  irqchipGic,
  irqchipIts,
  others,
  pci,
  pciController,
  pciMsi,
  pinctrl,
  standIns,
  vfio,
  virtio,
];

/** By the function's name; where several of one name have different sentences, by "file:name", as in "drivers/irqchip/irq-gic.c:gic_of_init". */
export const BY_NAME: FunctionWords = Object.fromEntries(PARTS.flatMap((part) => Object.entries(part)));

/** By the English sentence, where a function's name is computed. */
export const BY_SENTENCE: FunctionWords = computed;
