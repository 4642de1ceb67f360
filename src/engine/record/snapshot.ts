/**
 * What views read: a machine at one moment. A run has every part of it, and its moment is that of its cursor. A machine that
 * is known only from what it printed has objects and relations; what needs a part that is not there is left out.
 */
import type { KernelVersion } from '../api/kernel-versions.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import type { Cpumask } from '../../base/cpumask.ts';
import type { irq_desc } from '../linux/include/linux/irqdesc.ts';
import type { irq_domain } from '../linux/include/linux/irqdomain.ts';
import type { Machine, PciMachine } from '../machine/index.ts';
import type { Objects } from '../recorder/index.ts';
import type { History } from './history.ts';
import type { Owner, Tenure } from './irq-lives.ts';
import type { Drivers, RequestIndex } from './requests.ts';
import type { Script } from './script.ts';
import type { Source } from './sources.ts';

export interface Snapshot {
  /** In whose words views speak. */
  readonly messages: EngineMessages;
  /** What exists, with its fields. */
  readonly objects: Objects;
  /** Which kernel it is the state of. */
  readonly version: KernelVersion;
  readonly relations: Relations;
  /** The device tree, and how it wires interrupts. */
  readonly board: Board | undefined;
  /** The model of the hardware: its rules say what it would do next. */
  readonly hardware: Hardware | undefined;
  /** The time axis: what was before and after this moment. */
  readonly history: History | undefined;
  /** The commands of the run. */
  readonly script: Script | undefined;
  /** Which drivers the kernel has. */
  readonly drivers: Drivers | undefined;
  /** What became of the interrupts that the tree lists. */
  readonly requests: RequestIndex | undefined;
  /** What the machine itself printed, by section of the dump: shown in place of what it would print. */
  readonly printed?: ReadonlyMap<string, string> | undefined;
}

export type Board = Pick<Machine, 'tree' | 'wiring' | 'gicNode'>;

export interface Hardware {
  readonly machine: Machine;
  readonly pci: PciMachine;
}

/** What belongs to what. `at` is another position of the record than this moment's; without a record there is none. */
export interface Relations {
  /** Who an interrupt comes from; undefined for the kernel's own (IPIs). */
  sourceOf(desc: irq_desc): Source | undefined;
  /** Whether an interrupt was ever mapped for the node with this path: a controller there hangs below another one. */
  hasSource(path: string): boolean;
  /** Whoever ever has an interrupt, by key, and which ones from when to when. */
  readonly owners: ReadonlyMap<string, Owner>;
  /** The interrupts that the owner with this key has. */
  irqsOf(key: string, at?: number): readonly Tenure[];
  /** Ids of all domains that there ever are, by key. A domain that is made anew keeps its key. */
  readonly domains: ReadonlyMap<string, readonly number[]>;
  domainKey(id: number): string | undefined;
  /** A short name of a domain, no other one's; the same at every step. "" for one without a name. */
  domainLabel(domain: irq_domain): string;
  /** The domain with this key: the one that is there, or was last, or will be first. */
  domainOf(key: string, at?: number): DomainState | undefined;
  /** The irq number whose irq_common_data this is. */
  virqOf(common: number): number | undefined;
  /** CPUs that are online. */
  onlineCpus(at?: number): Cpumask;
}

export interface DomainState {
  readonly id: number;
  readonly state: 'there' | 'removed' | 'absent';
}

/** The domain with this id, or the one that stands in its place at this moment; undefined while there is none. */
export function domainNow({ objects, relations }: Snapshot, id: number): number | undefined {
  const key = relations.domainKey(id);
  const domain = key === undefined ? undefined : relations.domainOf(key);
  if (domain !== undefined && objects.isAlive(domain.id)) return domain.id;
  return objects.isAlive(id) ? id : undefined;
}
