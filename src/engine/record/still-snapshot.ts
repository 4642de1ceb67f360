/**
 * A machine as a snapshot without a run: objects that somebody made, e.g. of what a machine printed. There is no time axis, no
 * script and no hardware; whatever exists has been and will be there.
 */
import type { KernelVersion } from '../api/kernel-versions.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import type { Cpumask } from '../../base/cpumask.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { cpu_c } from '../linux/kernel/cpu/index.ts';
import type { Objects } from '../recorder/index.ts';
import { labelsByKey } from './domain-names.ts';
import type { Owner, Tenure } from './irq-lives.ts';
import type { Board, DomainState, Relations, Snapshot } from './snapshot.ts';
import { ofDevice, type Source } from './sources.ts';

export interface StillParts {
  readonly messages: EngineMessages;
  readonly objects: Objects;
  readonly version: KernelVersion;
  readonly board?: Board | undefined;
  readonly printed?: Snapshot['printed'];
  /** Who an interrupt comes from that is no message; undefined where that is not known. */
  readonly sourceOf?: (desc: irq_desc) => Source | undefined;
}

export function stillSnapshot({
  messages,
  objects,
  version,
  board,
  printed,
  sourceOf = () => undefined,
}: StillParts): Snapshot {
  const relations = new StillRelations(objects, sourceOf);
  const unknown = {
    hardware: undefined,
    history: undefined,
    script: undefined,
    drivers: undefined,
    requests: undefined,
  };
  return { messages, objects, version, relations, board, printed, ...unknown };
}

class StillRelations implements Relations {
  readonly owners: ReadonlyMap<string, Owner>;
  readonly domains: ReadonlyMap<string, readonly number[]>;
  private readonly objects: Objects;
  private readonly known: (desc: irq_desc) => Source | undefined;
  private readonly keys = new Map<number, string>();
  private readonly labels: ReadonlyMap<string, string>;

  constructor(objects: Objects, known: (desc: irq_desc) => Source | undefined) {
    this.objects = objects;
    this.known = known;
    this.domains = this.namedDomains();
    this.labels = labelsByKey(this.domains, (id) => objects.object(id, irq_domain));
    this.owners = this.ownersNow();
  }

  sourceOf(desc: irq_desc): Source | undefined {
    const dev = desc.irq_common_data.msi_desc?.dev;
    return dev === undefined ? this.known(desc) : ofDevice(dev);
  }

  hasSource(path: string): boolean {
    return this.owners.has(`node:${path}`);
  }

  irqsOf(key: string): readonly Tenure[] {
    return this.owners.get(key)?.tenures ?? [];
  }

  domainKey(id: number): string | undefined {
    return this.keys.get(id);
  }

  domainLabel({ $id, name = '' }: irq_domain): string {
    return this.labels.get(this.keys.get($id) ?? '') ?? name;
  }

  domainOf(key: string): DomainState | undefined {
    const id = this.domains.get(key)?.[0];
    return id === undefined ? undefined : { id, state: 'there' };
  }

  virqOf(common: number): number | undefined {
    return this.objects.holding(irq_desc, 'irq_common_data', common)?.irq_data.irq;
  }

  onlineCpus(): Cpumask {
    return this.objects.all(cpu_c.type)[0]?.cpu_online_mask ?? 0n;
  }

  /** Domains of one name are told apart by numbers. */
  private namedDomains(): Map<string, number[]> {
    const found = new Map<string, number[]>();
    for (const { $id, name = '' } of this.objects.all(irq_domain)) {
      let key = `domain:${name}`;
      for (let count = 2; found.has(key); count++) key = `domain:${name}#${count}`;
      found.set(key, [$id]);
      this.keys.set($id, key);
    }
    return found;
  }

  private ownersNow(): Map<string, Owner> {
    const found = new Map<string, { source: Source; tenures: Tenure[] }>();
    for (const desc of this.objects.all(irq_desc)) {
      const source = this.sourceOf(desc);
      const { domain, irq } = desc.irq_data;
      if (source === undefined || domain === undefined) continue;
      const owner = found.get(source.key) ?? { source, tenures: [] };
      found.set(source.key, owner);
      owner.tenures.push({
        desc: desc.$id,
        virq: irq,
        domain: domain.$id,
        msi: desc.irq_common_data.msi_desc?.$id ?? 0,
        from: Number.NEGATIVE_INFINITY,
        until: Number.POSITIVE_INFINITY,
        requested: desc.action !== undefined,
      });
    }
    return found;
  }
}
