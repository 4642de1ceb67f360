/** /sys/kernel/debug/irq: kernel/irq/debugfs.c irq_debug_show and kernel/irq/irqdomain.c irq_domain_debug_show. */
import { cpumaskList } from '../../base/cpumask.ts';
import { bareHex } from '../../base/hex.ts';
import * as irq from '../linux/include/linux/irq.ts';
import { IRQS_NAMES, type irq_desc, STATUS_NAMES } from '../linux/include/linux/irqdesc.ts';
import type { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { isSince, type KernelVersion } from '../api/kernel-versions.ts';
import { chipName } from './moment.ts';

type Bits = readonly (readonly [string, number])[];

/** Decoded bits are printed in the order of the kernel's tables, which leave some bits out. */
const pick = <K extends string>(from: Readonly<Record<K, number>>, names: readonly K[]): Bits =>
  names.map((name) => [name, from[name]]);

const CHIP_FLAGS = pick(irq, [
  'IRQCHIP_SET_TYPE_MASKED',
  'IRQCHIP_EOI_IF_HANDLED',
  'IRQCHIP_MASK_ON_SUSPEND',
  'IRQCHIP_ONOFFLINE_ENABLED',
  'IRQCHIP_SKIP_SET_WAKE',
  'IRQCHIP_ONESHOT_SAFE',
  'IRQCHIP_EOI_THREADED',
  'IRQCHIP_SUPPORTS_LEVEL_MSI',
  'IRQCHIP_SUPPORTS_NMI',
  'IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND',
  'IRQCHIP_IMMUTABLE',
]);

const DATA_STATES = pick(irq.IRQD_NAMES, [
  'IRQ_TYPE_EDGE_RISING',
  'IRQ_TYPE_EDGE_FALLING',
  'IRQ_TYPE_LEVEL_HIGH',
  'IRQ_TYPE_LEVEL_LOW',
  'IRQD_LEVEL',
  'IRQD_ACTIVATED',
  'IRQD_IRQ_STARTED',
  'IRQD_IRQ_DISABLED',
  'IRQD_IRQ_MASKED',
  'IRQD_IRQ_INPROGRESS',
  'IRQD_PER_CPU',
  'IRQD_NO_BALANCING',
  'IRQD_SINGLE_TARGET',
  'IRQD_MOVE_PCNTXT',
  'IRQD_AFFINITY_SET',
  'IRQD_SETAFFINITY_PENDING',
  'IRQD_AFFINITY_MANAGED',
  'IRQD_AFFINITY_ON_ACTIVATE',
  'IRQD_MANAGED_SHUTDOWN',
  'IRQD_CAN_RESERVE',
  'IRQD_FORWARDED_TO_VCPU',
  'IRQD_WAKEUP_STATE',
  'IRQD_WAKEUP_ARMED',
  'IRQD_DEFAULT_TRIGGER_SET',
  'IRQD_HANDLE_ENFORCE_IRQCTX',
  'IRQD_IRQ_ENABLED_ON_SUSPEND',
  'IRQD_RESEND_WHEN_IN_PROGRESS',
]);

const DESC_STATES = pick(STATUS_NAMES, [
  '_IRQ_NOPROBE',
  '_IRQ_NOREQUEST',
  '_IRQ_NOTHREAD',
  '_IRQ_NOAUTOEN',
  '_IRQ_NESTED_THREAD',
  '_IRQ_PER_CPU_DEVID',
  '_IRQ_IS_POLLED',
  '_IRQ_DISABLE_UNLAZY',
  '_IRQ_HIDDEN',
]);

const DESC_ISTATES = pick(IRQS_NAMES, [
  'IRQS_AUTODETECT',
  'IRQS_SPURIOUS_DISABLED',
  'IRQS_POLL_INPROGRESS',
  'IRQS_ONESHOT',
  'IRQS_REPLAY',
  'IRQS_WAITING',
  'IRQS_PENDING',
  'IRQS_SUSPENDED',
  'IRQS_NMI',
]);

const indent = (count: number): string => ' '.repeat(count);

function decoded(value: number, bits: Bits, depth: number): string {
  return bits.map(([name, bit]) => ((value & bit) === 0 ? '' : `${indent(depth + 12)}${name}\n`)).join('');
}

/** /sys/kernel/debug/irq/irqs/N. */
export function reportIrq(desc: irq_desc, version: KernelVersion): string {
  const data = desc.irq_data;
  const common = desc.irq_common_data;
  const state = common.state_use_accessors;
  // The bit exists from 6.4 on.
  const later = isSince(version, '6.12') ? DATA_STATES : DATA_STATES.slice(0, -1);
  const states = isSince(version, '7.3') ? later.filter(([name]) => name !== 'IRQD_MOVE_PCNTXT') : later;
  return (
    `handler:  ${desc.handle_irq?.fname ?? '0x0'}\n` +
    `device:   ${desc.dev_name ?? '(null)'}\n` +
    `status:   0x${bareHex(desc.status_use_accessors >>> 0, 8)}\n${decoded(desc.status_use_accessors, DESC_STATES, 0)}` +
    `istate:   0x${bareHex(desc.istate >>> 0, 8)}\n${decoded(desc.istate, DESC_ISTATES, 0)}` +
    `ddepth:   ${desc.depth}\nwdepth:   ${desc.wake_depth}\n` +
    `dstate:   0x${bareHex(state >>> 0, 8)}\n${decoded(state, states, 0)}` +
    `node:     ${common.node}\n` +
    `affinity: ${cpumaskList(common.affinity)}\n` +
    `effectiv: ${cpumaskList(common.effective_affinity)}\n` +
    irqData(data, 0, version)
  );
}

function irqData(data: irq.irq_data, depth: number, version: KernelVersion): string {
  const at = indent(depth);
  return (
    `${at}domain:  ${data.domain?.name ?? ''}\n` +
    `${at} hwirq:   0x${bareHex(data.hwirq)}\n` +
    chip(data, depth + 1) +
    message(data, depth + 1) +
    (data.parent_data === undefined ? '' : `${at} parent:\n${irqData(data.parent_data, depth + 4, version)}`)
  );
}

/** 7.3: the message that was composed for the interrupt, at the level of the MSI domain (msi_domain_debug_show). */
function message({ domain, common }: irq.irq_data, depth: number): string {
  const desc = common?.msi_desc;
  if (domain?.ops?.debug_show !== 'msi_domain_debug_show' || desc === undefined) return '';
  const at = indent(depth + 1);
  const hex = (value: number): string => `0x${bareHex(value >>> 0, 8)}`;
  return (
    `\n${at}address_hi: ${hex(desc.msg_address_hi)}` +
    `\n${at}address_lo: ${hex(desc.msg_address_lo)}\n${at}msg_data:   ${hex(desc.msg_data)}\n`
  );
}

function chip(data: irq.irq_data, depth: number): string {
  const { chip } = data;
  if (chip === undefined) return 'chip: None\n';
  const name = chipName(data) ?? '(null)';
  return (
    `${indent(depth)}chip:    ${name}\n${indent(depth + 1)}flags:   0x${bareHex(chip.flags)}\n` +
    decoded(chip.flags, CHIP_FLAGS, depth)
  );
}

/** 6.12's names; 6.1 prints the number alone. */
const DOMAIN_FLAGS: Bits = [
  ['IRQ_DOMAIN_FLAG_HIERARCHY', 1 << 0],
  ['IRQ_DOMAIN_NAME_ALLOCATED', 1 << 1],
  ['IRQ_DOMAIN_FLAG_IPI_PER_CPU', 1 << 2],
  ['IRQ_DOMAIN_FLAG_IPI_SINGLE', 1 << 3],
  ['IRQ_DOMAIN_FLAG_MSI', 1 << 4],
  ['IRQ_DOMAIN_FLAG_ISOLATED_MSI', 1 << 5],
  ['IRQ_DOMAIN_FLAG_NO_MAP', 1 << 6],
  ['IRQ_DOMAIN_FLAG_MSI_PARENT', 1 << 8],
  ['IRQ_DOMAIN_FLAG_MSI_DEVICE', 1 << 9],
  ['IRQ_DOMAIN_FLAG_NONCORE', 1 << 16],
];

/** /sys/kernel/debug/irq/domains/NAME. */
export function reportDomain(domain: irq_domain, version: KernelVersion, depth = 0): string {
  const at = indent(depth);
  const parent = domain.parent;
  return (
    `${at}name:   ${domain.name ?? '(null)'}\n` +
    `${at} size:   ${domain.revmap_size}\n` +
    `${at} mapped: ${domain.mapcount}\n` +
    `${at} flags:  0x${bareHex(domain.flags >>> 0, 8)}\n` +
    (isSince(version, '6.12') ? decoded(domain.flags, DOMAIN_FLAGS, depth) : '') +
    (parent === undefined
      ? ''
      : `${at} parent: ${parent.name ?? '(null)'}\n${reportDomain(parent, version, depth + 4)}`)
  );
}
