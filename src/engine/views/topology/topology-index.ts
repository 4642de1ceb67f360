/** What the picture keeps from one step to the next: its plan, and the lines that the device tree gives each node. */
import type { TopologyPlan } from '../../api/topology.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { type Line, lineCells } from './device-lines.ts';
import { topologyPlan } from './plan.ts';

export class TopologyIndex {
  readonly snapshot: Snapshot;
  private readonly lines = new Map<string, readonly Line[]>();
  private planned: { readonly length: number | undefined; readonly plan: TopologyPlan } | undefined;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  /** Everything that is ever in the picture; made anew when the run has grown. */
  get plan(): TopologyPlan {
    const { history } = this.snapshot;
    const length = history?.rec.trace.length;
    if (this.planned === undefined || this.planned.length !== length) {
      // At the end of a run all of it exists, and freed objects keep their last values.
      const plan = history === undefined ? topologyPlan(this) : history.at(length ?? 0, () => topologyPlan(this));
      this.planned = { length, plan };
    }
    return this.planned.plan;
  }

  /** Key of the domain that a controller's node has: the one nearest to the root, if there are several. */
  domainAt(path: string): string | undefined {
    const { objects, relations } = this.snapshot;
    let best: { readonly key: string; readonly depth: number } | undefined;
    for (const [key, [id = 0]] of relations.domains) {
      const { fwnode, parent } = objects.object(id, irq_domain);
      if (!is_of_node(fwnode) || fwnode.path !== path) continue;
      let depth = 0;
      for (let at = parent; at !== undefined; at = at.parent) depth++;
      if (best === undefined || depth < best.depth) best = { key, depth };
    }
    return best?.key;
  }

  /** The interrupts that the device tree gives a node. */
  linesOf(path: string): readonly Line[] {
    const known = this.lines.get(path) ?? lineCells(this.snapshot.board, path);
    this.lines.set(path, known);
    return known;
  }
}
