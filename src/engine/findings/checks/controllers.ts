/** Controllers that do not come up: disabled, without a driver, left behind by of_irq_init, or given up by their driver. */
import {
  type DtNode,
  getProperty,
  hasProperty,
  isAvailable,
  listsInterrupts,
  u32At,
  u32s,
} from '../../devicetree/index.ts';
import { modelledIrqchips } from '../../linux/drivers/irqchip/irqchip.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import { registerRanges } from '../../machine/index.ts';
import type { Check, Hit } from '../check.ts';
import { compatiblesOf, type Facts } from '../facts.ts';
import { controllersOf, enable, lastCellOfEntry, retarget } from '../remedies.ts';

/** Controllers at which interrupts of nodes end, that are there or not. */
function ends(facts: Facts): Map<DtNode, DtNode[]> {
  const found = new Map<DtNode, DtNode[]>();
  for (const { node, walk } of facts.users) {
    if (walk.end.kind !== 'controller' || walk.end.node === node) continue;
    found.set(walk.end.node, [...(found.get(walk.end.node) ?? []), node]);
  }
  return found;
}

function* disabled(facts: Facts): Iterable<Hit> {
  for (const [node, users] of ends(facts)) {
    const off = offAt(node);
    if (off === undefined) continue;
    const gic = facts.isGic(node);
    yield {
      node: off,
      property: 'status',
      costs: users,
      rank: gic ? 'kernel-stops' : 'controller-lost',
      words: gic
        ? facts.say.gicDisabled({ node: node.path })
        : facts.say.controllerDisabled({ node: node.path, users: users.length }),
      ...enable(off),
    };
  }
}

/** The node whose status keeps a node from being there. */
function offAt(node: DtNode): DtNode | undefined {
  for (let at: DtNode | undefined = node; at !== undefined; at = at.parent) if (!isAvailable(at)) return at;
  return undefined;
}

function* noDriver(facts: Facts): Iterable<Hit> {
  for (const [node, users] of ends(facts)) {
    const [compatible] = compatiblesOf(node);
    if (compatible === undefined || facts.isGic(node) || offAt(node) !== undefined || facts.hasDriver(node) !== false)
      continue;
    const lost = users.filter((user) => facts.hasDriver(user) === true);
    yield {
      node,
      property: 'compatible',
      costs: users,
      // Its parent's driver may bring it up, which no table tells.
      severity: 'warning',
      rank: lost.length > 0 ? 'controller-lost' : 'latent',
      words: facts.say.noControllerDriver({ node: node.path, compatible, users: users.length, version: facts.version }),
    };
  }
}

/** Paths of nodes that an interrupt domain stands for at the end of the run. */
function withDomain({ session: { rec } }: Facts): Set<string> {
  const found = new Set<string>();
  for (const id of rec.byType.get(irq_domain) ?? []) {
    const object: unknown = rec.objects[id];
    if (irq_domain.is(object) && is_of_node(object.fwnode)) found.add(object.fwnode.path);
  }
  return found;
}

/** Controllers whose IRQCHIP_DECLARE drivers are modelled, as of_irq_init collects them, and that have not come up. */
function down(facts: Facts): DtNode[] {
  const up = withDomain(facts);
  const declared = modelledIrqchips(facts.version);
  return facts.nodes.filter(
    (node) =>
      hasProperty(node, 'interrupt-controller') &&
      compatiblesOf(node).some((name) => declared.includes(name)) &&
      !up.has(node.path),
  );
}

/** Those that wait for a parent which of_irq_init does not know, or which waits for them. */
function* behind(facts: Facts): Iterable<Hit> {
  for (const node of down(facts)) {
    const parent = facts.walker.parentOf(node);
    if (typeof parent !== 'object' || parent === node || comesLater(facts, node)) continue;
    yield {
      node,
      property: hasProperty(node, 'interrupt-parent') ? 'interrupt-parent' : 'interrupt-controller',
      // Whatever is wrong with the parent stays a finding beside it.
      costs: [...facts.usersOf(node).map((user) => user.node), parent],
      rank: facts.isGic(node) ? 'kernel-stops' : 'controller-lost',
      ...otherParent(facts, node),
      lines: (facts.logged.get('') ?? []).filter((text) => text.includes('children remain')),
      words: facts.say.leftBehind({ node: node.path, parent: parent.path }),
    };
  }
}

/** The GIC for a parent that never comes up; the GIC itself is a root without one. */
function otherParent(facts: Facts, node: DtNode): Pick<Hit, 'mend' | 'others'> {
  if (!hasProperty(node, 'interrupt-parent')) return {};
  if (facts.isGic(node)) {
    const bare = { kind: 'remove', node, property: 'interrupt-parent' } as const;
    // Its own interrupt is then read with its own cells.
    const fits =
      u32s(getProperty(node, 'interrupts')).length % (u32At(getProperty(node, '#interrupt-cells'), 0) ?? 3) === 0;
    return { mend: fits ? bare : [bare, { kind: 'remove', node, property: 'interrupts' }] };
  }
  const roots = controllersOf(facts, () => true).filter((each) => each !== node && facts.isGic(each));
  return retarget(node, 'interrupt-parent', 0, roots);
}

/** Whether its parents, one after the other, end at a root that of_irq_init begins with: then another is at fault. */
function comesLater(facts: Facts, start: DtNode): boolean {
  const seen = new Set<DtNode>([start]);
  for (let node = start; ;) {
    const parent = facts.walker.parentOf(node);
    if (parent === undefined || parent === node) return true;
    if (parent === 'circle' || seen.has(parent)) return false;
    if (!facts.isDeclaredIrqchip(parent) || !hasProperty(parent, 'interrupt-controller')) return false;
    if (!isAvailable(parent)) return true;
    seen.add(parent);
    node = parent;
  }
}

function* gaveUp(facts: Facts): Iterable<Hit> {
  for (const node of down(facts)) {
    if (facts.linesOf([node]).length === 0) continue;
    const rank = facts.isGic(node) ? 'kernel-stops' : 'controller-lost';
    const costs = facts.usersOf(node).map((user) => user.node);
    yield { node, property: 'compatible', costs, rank, words: facts.say.initFailed({ node: node.path }) };
  }
}

const NO_DISTRIBUTOR = 'no distributor detected';
const PAGING_REQUEST = 'Unable to handle kernel paging request';
const GICV3_FRAME = 0x10000;
const EXTERNAL_ABORT = 'synchronous external abort';
/** Then the distributor has answered. */
const AT_REDISTRIBUTORS = 'pc : gic_iterate_rdists';

function* noDistributor(facts: Facts): Iterable<Hit> {
  const gic = facts.session.machine.gicNode;
  if (gic === undefined) return;
  const lines = facts.linesOf([gic]);
  const size = registerRanges(gic)[0]?.size ?? 0;
  if (size < GICV3_FRAME && lines.some((text) => text.includes(PAGING_REQUEST)) && facts.isGicV3(gic)) {
    const cell = lastCellOfEntry(gic, 0);
    const mend = { kind: 'cell', node: gic, property: 'reg', cell, value: GICV3_FRAME } as const;
    yield { node: gic, property: 'reg', cell: 0, mend, words: facts.say.shortDistributor({ node: gic.path, size }) };
    return;
  }
  // Another device has the address, and what the kernel reads lies behind that device's registers.
  const aborts =
    lines.some((text) => text.includes(EXTERNAL_ABORT)) && !lines.some((text) => text.includes(AT_REDISTRIBUTORS));
  if (!aborts && !lines.some((text) => text.includes(NO_DISTRIBUTOR))) return;
  const at = `0x${(registerRanges(gic)[0]?.base ?? 0).toString(16)}`;
  yield { node: gic, property: 'reg', cell: 0, words: facts.say.noDistributor({ node: gic.path, at }) };
}

/** Second-level controllers with lines that are asked for, and no interrupt of their own by which they could tell of them. */
function* banks(facts: Facts): Iterable<Hit> {
  for (const [node, users] of ends(facts)) {
    if (
      facts.isGic(node) ||
      facts.isDeclaredIrqchip(node) ||
      listsInterrupts(node) ||
      node.children.some(listsInterrupts)
    )
      continue;
    if (facts.driverOf(node) === undefined || !facts.isProven(node) || !isAlone(facts, node)) continue;
    const above = node.parent;
    if (above !== undefined && above.parent !== undefined && listsInterrupts(above)) continue;
    yield {
      node,
      property: 'interrupt-controller',
      costs: users,
      words: facts.say.bankAlone({ node: node.path, users: users.length }),
    };
  }
}

/** Whether a node has a domain, and none that stands above another: then its lines go by its own interrupt. */
function isAlone({ session: { rec } }: Facts, { path }: DtNode): boolean {
  const own = (rec.byType.get(irq_domain) ?? []).flatMap((id) => {
    const object: unknown = rec.objects[id];
    return irq_domain.is(object) && is_of_node(object.fwnode) && object.fwnode.path === path ? [object] : [];
  });
  return own.length > 0 && own.every(({ parent }) => parent === undefined);
}

function* itss(facts: Facts): Iterable<Hit> {
  for (const node of facts.nodes) {
    if (!compatiblesOf(node).includes('arm,gic-v3-its')) continue;
    if (!hasProperty(node, 'msi-controller'))
      yield {
        node,
        property: 'compatible',
        costs: facts.nodes.filter((each) => namesMessages(facts, each, node)),
        lines: [...facts.logged.values()].flat().filter((text) => text.startsWith(`${node.path}: `)),
        words: facts.say.itsNotMsiController({ node: node.path }),
        mend: { kind: 'add', node, text: 'msi-controller;' },
      };
  }
}

/** Whether a node's messages go to a controller. */
function namesMessages({ walker }: Facts, node: DtNode, controller: DtNode): boolean {
  const cells = [...u32s(getProperty(node, 'msi-map')), ...u32s(getProperty(node, 'msi-parent'))];
  return cells.some((cell) => walker.byPhandle(cell) === controller);
}

function* nonCoherent(facts: Facts): Iterable<Hit> {
  if (facts.version !== '6.1') return;
  for (const node of facts.nodes)
    if (compatiblesOf(node).includes('arm,gic-v3-its') && hasProperty(node, 'dma-noncoherent'))
      yield { node, property: 'dma-noncoherent', words: facts.say.itsNonCoherent };
}

interface Frame {
  readonly node: DtNode;
  readonly first: number;
  readonly last: number;
}

/** MSI frames whose SPIs the tree says. */
function frames(facts: Facts): Frame[] {
  return facts.nodes.flatMap((node) => {
    const first = u32At(getProperty(node, 'arm,msi-base-spi'), 0);
    const count = u32At(getProperty(node, 'arm,msi-num-spis'), 0);
    return first === undefined || count === undefined || count === 0 ? [] : [{ node, first, last: first + count - 1 }];
  });
}

function* frameOverlaps(facts: Facts): Iterable<Hit> {
  const all = frames(facts);
  for (const [at, frame] of all.entries()) {
    const other = all.slice(0, at).find(({ first, last }) => first <= frame.last && frame.first <= last);
    if (other === undefined) continue;
    const [first, last] = [Math.max(frame.first, other.first), Math.min(frame.last, other.last)];
    yield {
      node: frame.node,
      property: 'arm,msi-base-spi',
      cell: 0,
      words: facts.say.v2mOverlap({ node: frame.node.path, other: other.node.path, first, last }),
    };
  }
}

export const controllerChecks: readonly Check[] = [
  { code: 'controller-disabled', severity: 'error', rank: 'controller-lost', find: disabled },
  { code: 'controller-no-driver', severity: 'warning', rank: 'controller-lost', find: noDriver },
  { code: 'gic-no-distributor', severity: 'error', rank: 'kernel-stops', find: noDistributor },
  { code: 'controller-left-behind', severity: 'error', rank: 'controller-lost', find: behind },
  { code: 'controller-gave-up', severity: 'error', rank: 'controller-lost', fallback: true, find: gaveUp },
  { code: 'bank-without-interrupts', severity: 'error', rank: 'no-interrupt', find: banks },
  { code: 'its-no-msi-controller', severity: 'error', rank: 'controller-lost', find: itss },
  { code: 'its-non-coherent', severity: 'warning', rank: 'less', find: nonCoherent },
  { code: 'msi-frames-overlap', severity: 'error', rank: 'wrong-line', find: frameOverlaps },
];
