/** Objects and relations of a machine that is known from what it printed. */
import { must } from '../../base/assert.ts';
import { cpumaskHas, cpumaskOf, type Cpumask, NO_CPUS, parseCpuList } from '../../base/cpumask.ts';
import { decodeBase64 } from '../../base/base64url.ts';
import { ok, type Result } from '../../base/result.ts';
import { DEFAULT_KERNEL, KERNEL_VERSIONS, type KernelVersion } from '../api/kernel-versions.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import { type DeviceTree, parseDtb } from '../devicetree/index.ts';
import { device } from '../linux/include/linux/device.ts';
import { irqaction } from '../linux/include/linux/interrupt.ts';
import {
  IRQ_HIDDEN,
  irq_common_data,
  type irq_chip,
  irq_data,
  type irq_flow_handler_t,
  IRQD_LEVEL,
} from '../linux/include/linux/irq.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain, type irq_domain_ops } from '../linux/include/linux/irqdomain.ts';
import { msi_desc } from '../linux/include/linux/msi.ts';
import { device_node } from '../linux/include/linux/of.ts';
import { cpu_c } from '../linux/kernel/cpu/index.ts';
import { LiveObjects, Recorder } from '../recorder/index.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { Source } from '../record/sources.ts';
import { stillSnapshot } from '../record/still-snapshot.ts';
import {
  type DebugDomain,
  type DebugIrq,
  type Level,
  PROCIRQ_KEYS,
  readDomains,
  readIrq,
  readKeys,
  SYSIRQ_KEYS,
} from './debugfs.ts';
import { type InterruptRow, readInterrupts } from './interrupts.ts';
import { type PciFacts, readPci } from './pci.ts';
import { family, type Sections, sectionsOf } from './sections.ts';
import { TreeSources } from './tree-sources.ts';

export interface Collected {
  readonly snapshot: Snapshot;
  /** What it says of itself: "6.12.117", or undefined. */
  readonly release: string | undefined;
  readonly tree: DeviceTree | undefined;
  readonly treeBytes: Uint8Array | undefined;
  /** For how many seconds it has been up; undefined where the file does not say. */
  readonly uptime: number | undefined;
  /** Lines of the log, without time stamps; undefined where there is none. */
  readonly log: readonly { readonly text: string }[] | undefined;
  /** What to know before believing the picture. */
  readonly remarks: readonly string[];
}

/** A chip that prints the address of its function in its name. */
const FUNCTION_CHIP = /^(\S*-)?PCI-MSIX?-([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/;
/** Before 6.2 all functions share a domain, whose hwirq has the function's address: vector, function, bus, and from bit 27 on the host. */
const SHARED_CHIP = /^(ITS-MSI|MSI|PCI-MSI|IR-PCI-MSI|GICv2m-PCI-MSI)$/;

export function readCollected(text: string, messages: EngineMessages): Result<Collected> {
  const sections = sectionsOf(text, messages.collected);
  if (!sections.ok) return sections;
  return ok(new Builder(sections.value, messages).build());
}

/** What is known of one interrupt, from wherever. */
interface Known {
  row?: InterruptRow;
  debug?: DebugIrq;
  sys?: ReadonlyMap<string, string>;
  proc?: ReadonlyMap<string, string>;
}

class Builder {
  private readonly sections: Sections;
  private readonly messages: EngineMessages;
  private readonly rec = new Recorder(false);
  private readonly remarks: string[] = [];
  private readonly domains = new Map<string, irq_domain>();
  private readonly devices = new Map<string, device>();
  private readonly pci: ReadonlyMap<string, PciFacts>;
  private readonly nodes = new Map<string, device_node>();
  private readonly labels = new Map<irq_desc, Source>();
  private readonly chips = new Map<string, irq_chip>();
  private readonly handlers = new Map<string, irq_flow_handler_t>();
  private tree: TreeSources | undefined;

  constructor(sections: Sections, messages: EngineMessages) {
    this.sections = sections;
    this.messages = messages;
    this.pci = new Map(family(sections, 'pci').map(([bdf, body]) => [bdf, readPci(body)]));
  }

  build(): Collected {
    const { sections, messages, rec } = this;
    const say = messages.collected;
    const treeBytes = treeOf(sections);
    const parsed = treeBytes === undefined ? undefined : parseDtb(messages.devicetree, treeBytes, 'fdt');
    if (parsed?.ok === false) this.remarks.push(say.badTree({ why: parsed.error.message }));
    const tree = parsed?.ok === true ? parsed.value : undefined;
    this.tree = tree === undefined ? undefined : new TreeSources(tree);
    const interrupts = readInterrupts(sections.get('interrupts') ?? '');
    const known = this.known(interrupts.rows);
    this.makeCpus(interrupts.cpus, known);
    this.makeDomains();
    for (const [virq, facts] of [...known].toSorted(([a], [b]) => a - b)) this.makeIrq(virq, facts, interrupts.cpus);
    if (family(sections, 'domains').length === 0) this.remarks.push(say.noDebugfs);
    const release = releaseOf(sections);
    const snapshot = stillSnapshot({
      messages,
      objects: new LiveObjects(rec),
      version: versionOf(release),
      board: this.tree?.board,
      printed: sections,
      sourceOf: (desc) => this.labels.get(desc),
    });
    const dmesg = sections.get('dmesg');
    const log = dmesg?.split('\n').flatMap((line) => (line === '' ? [] : [{ text: line.replace(STAMP, '') }]));
    return { snapshot, release, tree, treeBytes, uptime: uptimeOf(sections), log, remarks: this.remarks };
  }

  private known(rows: readonly InterruptRow[]): Map<number, Known> {
    const found = new Map<number, Known>();
    const of = (id: string | number): Known => {
      const virq = Number(id);
      const known = found.get(virq) ?? {};
      found.set(virq, known);
      return known;
    };
    const isNumber = ([id]: readonly [string, string]): boolean => /^\d{1,9}$/.test(id);
    for (const row of rows) of(row.irq).row = row;
    for (const [id, body] of family(this.sections, 'irqs').filter(isNumber)) {
      const debug = readIrq(body);
      if (debug !== undefined) of(id).debug = debug;
    }
    for (const [id, body] of family(this.sections, 'sysirq').filter(isNumber)) of(id).sys = readKeys(body, SYSIRQ_KEYS);
    for (const [id, body] of family(this.sections, 'procirq').filter(isNumber))
      of(id).proc = readKeys(body, PROCIRQ_KEYS);
    return found;
  }

  /** Which CPUs there can be: as the file says, else as many as interrupts are counted for. */
  private makeCpus(columns: readonly number[], known: ReadonlyMap<number, Known>): void {
    const keys = readKeys(this.sections.get('cpus') ?? '', ['possible', 'online', 'present']);
    const online = parseCpuList(keys.get('online') ?? '') ?? maskOf(columns);
    const counted = Math.max(0, ...[...known.values()].map(({ sys }) => countsIn(sys).length));
    const possible =
      parseCpuList(keys.get('possible') ?? '') ?? maskOf(Array.from({ length: counted }, (_, cpu) => cpu));
    cpu_c.type.create(this.rec, { cpu_possible_mask: possible | online, cpu_online_mask: online });
  }

  private makeDomains(): void {
    for (const [, body] of family(this.sections, 'domains')) {
      const chain = readDomains(body);
      // From the root down, so that each has its parent.
      for (const [i, domain] of [...chain.entries()].toReversed()) this.domain(domain.name, chain[i + 1]?.name, domain);
    }
  }

  private domain(name: string, parent?: string, facts?: DebugDomain): irq_domain {
    const above = parent === undefined ? undefined : this.domain(parent);
    const domain = this.domains.get(name) ?? this.makeDomain(name);
    if (above !== undefined && domain !== above) domain.parent = above;
    if (facts !== undefined)
      Object.assign(domain, { revmap_size: facts.size, mapcount: facts.mapped, flags: facts.flags });
    return domain;
  }

  private makeDomain(name: string): irq_domain {
    const made = irq_domain.create(this.rec, { name, fwnode: this.nodeOf(name) });
    this.domains.set(name, made);
    return made;
  }

  /** A domain of a node has the node's path for a name, with ":" for "/", and a number behind it that tells its kind. */
  private nodeOf(name: string): device_node | undefined {
    const dt = this.tree?.nodeOfDomain(name);
    if (dt === undefined) return undefined;
    const known = this.nodes.get(dt.path);
    if (known !== undefined) return known;
    const made = device_node.create(this.rec, {
      path: dt.path,
      full_name: dt.name,
      name: dt.name.split('@')[0] ?? '',
      dt,
    });
    this.nodes.set(dt.path, made);
    return made;
  }

  private makeIrq(virq: number, facts: Known, columns: readonly number[]): void {
    const { row, debug, sys, proc } = facts;
    const levels = debug?.levels ?? this.levelFrom(row, sys);
    const [top] = levels;
    // An unused number has a descriptor and nothing else.
    if (top === undefined && row === undefined && (sys?.get('chip_name') ?? '') === '') return;
    const isLevel = row?.level ?? sys?.get('type') === 'level';
    const common = irq_common_data.create(this.rec, {
      state_use_accessors: debug?.state ?? (isLevel ? IRQD_LEVEL : 0),
      node: debug?.node ?? 0,
      affinity: cpusIn(debug?.affinity ?? proc?.get('smp_affinity_list')),
      effective_affinity: cpusIn(debug?.effective ?? proc?.get('effective_affinity_list')),
    });
    let parent: irq_data | undefined;
    for (const { domain: name, hwirq, chip, flags, message } of levels.toReversed()) {
      const domain = name === '' ? undefined : this.domain(name);
      if (message !== undefined && domain !== undefined) domain.ops = MSI_DOMAIN_OPS;
      parent = irq_data.create(this.rec, {
        irq: virq,
        hwirq,
        common,
        domain,
        chip: chip === undefined ? undefined : this.chip(chip, flags),
        parent_data: parent,
      });
    }
    const data = parent ?? irq_data.create(this.rec, { irq: virq, hwirq: 0, common });
    const names = row?.actions ?? (sys?.get('actions') ?? '').split(',').filter((name) => name !== '');
    let action: irqaction | undefined;
    for (const name of names.toReversed()) action = irqaction.create(this.rec, { irq: virq, name, next: action });
    const handler = debug?.handler ?? flowHandler(row?.flow ?? sys?.get('name'));
    const desc = irq_desc.create(this.rec, {
      irq_common_data: common,
      irq_data: data,
      handle_irq: handler === undefined || handler === '0x0' ? undefined : this.handler(handler),
      action,
      status_use_accessors: debug?.status ?? 0,
      istate: debug?.istate ?? 0,
      depth: debug?.depth ?? 0,
      wake_depth: debug?.wakeDepth ?? 0,
      dev_name: debug?.device,
      name: row?.flow ?? (sys?.get('name') === '' ? undefined : sys?.get('name')),
      dir: proc !== undefined,
      debugfs_file: debug !== undefined,
    });
    this.count(desc, row, sys, columns);
    this.place(desc, names, levels.find(({ message }) => message !== undefined)?.message);
  }

  /** Where debugfs says nothing, a chip's name stands for its domain. */
  private levelFrom(row: InterruptRow | undefined, sys: ReadonlyMap<string, string> | undefined): DebugIrq['levels'] {
    const sysChip = sys?.get('chip_name') ?? '';
    const chip = row?.chip ?? (sysChip === '' ? undefined : sysChip);
    if (chip === undefined) return [];
    const hwirq = row?.hwirq ?? Number(sys?.get('hwirq') ?? 0);
    if (this.sections.get(`domains/${chip}`) === undefined) this.domain(chip).mapcount++;
    return [{ domain: chip, hwirq: Number.isSafeInteger(hwirq) ? hwirq : 0, chip, flags: 0, message: undefined }];
  }

  private count(
    desc: irq_desc,
    row: InterruptRow | undefined,
    sys: ReadonlyMap<string, string> | undefined,
    columns: readonly number[],
  ): void {
    const counts: (readonly [cpu: number | undefined, count: number])[] =
      row === undefined
        ? countsIn(sys).map((count, cpu) => [cpu, count])
        : row.counts.map((count, at) => [columns[at], count]);
    let total = 0;
    for (const [cpu, count] of counts) {
      if (cpu === undefined || count === 0) continue;
      desc.kstat_irqs.set(cpu, count);
      total += count;
    }
    desc.tot_count = total;
  }

  /** Who it comes from: a function's vector, an entry of the tree, a device by its name, or whoever handles it. */
  private place(desc: irq_desc, actions: readonly string[], printed: Level['message']): void {
    const { irq_data: data, irq_common_data: common } = desc;
    const message = this.messageOf(desc, printed);
    if (message !== undefined) {
      common.msi_desc = message;
      return;
    }
    const { domain } = data;
    const tree = domain?.name === undefined ? undefined : this.tree?.sourceOf(domain.name, data.hwirq);
    const selection = { kind: 'irq', virq: data.irq } as const;
    const isOwn = (desc.status_use_accessors & IRQ_HIDDEN) !== 0 || actions.join('') === 'IPI';
    const [name] = actions;
    if (tree !== undefined) this.labels.set(desc, tree);
    else if (isOwn) return;
    else if (desc.dev_name !== undefined)
      this.labels.set(desc, { key: `device:${desc.dev_name}`, label: desc.dev_name, selection, path: undefined });
    else if (name !== undefined)
      this.labels.set(desc, { key: `action:${name}`, label: name, selection, path: undefined });
  }

  /** Its message is that of the MSI-X table; where nobody has read that, the one that debugfs prints. */
  private messageOf(desc: irq_desc, printed: Level['message']): msi_desc | undefined {
    const { irq, hwirq } = desc.irq_data;
    const chip = desc.irq_data.chip?.name ?? '';
    const listed = [...this.pci].find(([, { messages }]) => messages.some((each) => each.irq === irq));
    const shared = SHARED_CHIP.test(chip);
    const bdf = listed?.[0] ?? FUNCTION_CHIP.exec(chip)?.[2] ?? (shared ? addressIn(hwirq) : undefined);
    if (bdf === undefined) return undefined;
    const facts = this.pci.get(bdf);
    const vector = shared ? hwirq % 0x800 : hwirq;
    const entry = facts?.entries.get(vector);
    const kind = facts?.messages.find((each) => each.irq === irq);
    return msi_desc.create(this.rec, {
      irq,
      dev: this.function(bdf),
      msi_index: vector,
      is_msix: kind?.isMsix ?? chip.includes('MSIX'),
      msg_address_hi: entry === undefined ? (printed?.high ?? 0) : Number(entry.address >> 32n),
      msg_address_lo: entry === undefined ? (printed?.low ?? 0) : Number(entry.address & 0xffff_ffffn),
      msg_data: entry?.data ?? printed?.data ?? 0,
      msix_ctrl: entry?.control ?? 0,
    });
  }

  private function(bdf: string): device {
    const known = this.devices.get(bdf);
    if (known !== undefined) return known;
    const facts = this.pci.get(bdf);
    const made = device.create(this.rec, {
      name: bdf,
      bus: 'pci',
      driver: facts?.driver,
      iommu_group: facts?.iommuGroup ?? -1,
      registered: true,
    });
    this.devices.set(bdf, made);
    return made;
  }

  private chip(name: string, flags: number): irq_chip {
    const key = `${name} ${flags}`;
    const known = this.chips.get(key) ?? { name, flags };
    this.chips.set(key, known);
    return known;
  }

  /** Flow handlers are known by their names alone. */
  private handler(fname: string): irq_flow_handler_t {
    const known = this.handlers.get(fname) ?? Object.assign(() => {}, { fname, file: 'kernel/irq/chip.c', about: '' });
    this.handlers.set(fname, known);
    return known;
  }
}

/** What tells a domain whose interrupts have a message; nothing of it is called. */
const MSI_DOMAIN_OPS: irq_domain_ops = { name: 'msi_domain_ops', debug_show: 'msi_domain_debug_show' };

const STAMP = /^(<\d+>)?\[ *\d+\.\d+\]( *\[?[TC]\d+\]?)? /;

const cpusIn = (text: string | undefined): Cpumask => parseCpuList(text?.trim() ?? '') ?? NO_CPUS;

const countsIn = (sys: ReadonlyMap<string, string> | undefined): number[] =>
  (sys?.get('per_cpu_count') ?? '').split(',').flatMap((count) => (/^\d+$/.test(count) ? [Number(count)] : []));

function maskOf(cpus: readonly number[]): Cpumask {
  let mask = NO_CPUS;
  for (const cpu of cpus) if (!cpumaskHas(mask, cpu)) mask |= cpumaskOf(cpu);
  return mask;
}

/** x86 and others print the flow handler by a name of its own. */
function flowHandler(name: string | undefined): string | undefined {
  return name === undefined || name === '' ? undefined : `handle_${name}_irq`;
}

/** The address of a function as a shared domain has it in its hwirq. */
function addressIn(hwirq: number): string {
  const id = Math.floor(hwirq / 0x800) % 0x1_0000;
  const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');
  const host = Math.floor(hwirq / 0x800_0000);
  return `${hex(host, 4)}:${hex(id >> 8, 2)}:${hex((id >> 3) & 31, 2)}.${id & 7}`;
}

function releaseOf(sections: Sections): string | undefined {
  const [, own] = /^(?:Linux )?(\d+\.\d+\S*)/m.exec(sections.get('uname') ?? '') ?? [];
  const [, logged] = /Linux version (\d+\.\d+\S*)/.exec(sections.get('dmesg') ?? '') ?? [];
  return own ?? logged;
}

/** /proc/uptime: seconds since it was started, then those that its CPUs were idle. */
function uptimeOf(sections: Sections): number | undefined {
  const [, seconds] = /^\s*(\d{1,12}(?:\.\d+)?)\b/.exec(sections.get('uptime') ?? '') ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}

/** The latest modelled version that is no later: its names of flags and states are the nearest. */
function versionOf(release: string | undefined): KernelVersion {
  const number = (text: string): number => {
    const [major = 0, minor = 0] = text.split('.').map(Number.parseFloat);
    return major * 1000 + minor;
  };
  if (release === undefined) return DEFAULT_KERNEL;
  const [first] = KERNEL_VERSIONS;
  const found = KERNEL_VERSIONS.findLast(({ version }) => number(version) <= number(release));
  return must(found ?? first, 'a kernel version').version;
}

/** The device tree: base64, or hexadecimal where a machine has no base64. */
function treeOf(sections: Sections): Uint8Array | undefined {
  const base64 = sections.get('fdt.b64')?.trim() ?? '';
  if (base64 !== '') return decodeBase64(base64);
  const hex = sections.get('fdt.hex')?.replaceAll(/\s/g, '');
  if (hex === undefined || hex === '' || !/^([0-9a-f]{2})*$/.test(hex)) return undefined;
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
