/** Which node an interrupt of a collected machine is for, by the device tree that came with it. */
import { type DeviceTree, type DtNode, getProperty, stringList, walk } from '../devicetree/index.ts';
import { gicIntid, Wiring } from '../machine/index.ts';
import type { Board } from '../record/snapshot.ts';
import { ofNode, type Source } from '../record/sources.ts';

const GIC = /^arm,(gic-v3|gic-400|cortex-a\d+-gic|eb11mp-gic|pl390|gic-v1)$|^qcom,msm-(8660-)?qgic|^qcom,msm-qgic2$/;

export class TreeSources {
  readonly board: Board;
  private readonly byName = new Map<string, DtNode>();
  /** By path of the controller and its number of the input. */
  private readonly byInput = new Map<string, Source>();

  constructor(tree: DeviceTree) {
    const wiring = new Wiring(tree);
    const nodes = walk(tree.root);
    const isGic = (node: DtNode): boolean => stringList(getProperty(node, 'compatible')).some((each) => GIC.test(each));
    this.board = { tree, wiring, gicNode: nodes.find(isGic) };
    for (const node of nodes) {
      this.byName.set(node.path.replaceAll('/', ':'), node);
      for (let which = 0; which < wiring.countOf(node); which++) {
        const wire = wiring.wireOf(node, which);
        if (wire === undefined) continue;
        const { controller, cells } = wire;
        // Most controllers have their number of the input in the first cell.
        const input = isGic(controller) ? gicIntid(cells) : cells[0];
        const key = `${controller.path} ${input ?? ''}`;
        if (input !== undefined && !this.byInput.has(key)) this.byInput.set(key, ofNode(node.path));
      }
    }
  }

  /** The node that a domain is named after; undefined for one that has another name. */
  nodeOfDomain(name: string): DtNode | undefined {
    return this.byName.get(name) ?? this.byName.get(name.replace(/-\d+$/, ''));
  }

  sourceOf(domain: string, hwirq: number): Source | undefined {
    const node = this.nodeOfDomain(domain);
    return node === undefined ? undefined : this.byInput.get(`${node.path} ${hwirq}`);
  }
}
