/** What a person should know about a run before believing its numbers: what the tree cannot say, and what is not modelled. */
import { type DtNode, getProperty, hasProperty, stringList, walk } from '../devicetree/index.ts';
import { gic_its, isVirt, type Machine } from '../machine/index.ts';
import type { Session } from '../run/session.ts';
import type { RunInfo } from '../api/run.ts';

/** Compatibles of CPUs that run no arm64 kernel (Documentation/devicetree/bindings/arm/cpus.yaml). */
const CPUS_32 =
  /^(arm,(arm7|arm9|arm11|cortex-(a5|a7|a8|a9|a12|a15|a17|a32|m\d.*|r[457])$)|qcom,(krait|scorpion)|marvell,(pj4|sheeva|feroceon|mohawk|xsc)|brcm,brahma-b15|faraday,)/;

type Remarks = Pick<RunInfo, 'remarks' | 'assumed'>;

/** Each a sentence or two. They are of the board and the scenario, so they hold for all of a run. */
export function remarksOn(session: Session): Remarks {
  const { machine, loaded } = session;
  const cpu = firstCpu(machine);
  const remarks = loaded.tree.warnings.map(({ message }) => message);
  if (cpu !== undefined && CPUS_32.test(cpu))
    remarks.push(
      `Its CPUs (${cpu}) are 32-bit, and the kernel modelled here is arm64's: interrupt controllers and drivers are the same code, but bringing up CPUs, IPIs, timers and PMUs differ from your kernel's.`,
    );
  if (machine.gicNode === undefined) remarks.push(withoutGic(machine));
  const strange = strangers(machine);
  if (strange !== undefined) remarks.push(strange);
  const assumed = assumedOf(session);
  if (assumed !== undefined) remarks.push(assumed);
  return { remarks, assumed };
}

/** Which registers' values are not this board's own; undefined when all are, or it is QEMU's board. */
function assumedOf({ machine, loaded, cursor }: Session): string | undefined {
  if (machine.gicNode === undefined || isVirt(machine)) return undefined;
  const { gicd, its, timer } = loaded.scenario.hardware ?? {};
  const missing = [
    ...(gicd?.typer === undefined ? ['GICD_TYPER'] : []),
    ...(its?.typer === undefined && cursor.all(gic_its).length > 0 ? ['GITS_TYPER'] : []),
    ...(timer?.cntfrq === undefined ? ['CNTFRQ'] : []),
  ];
  if (missing.length === 0) return undefined;
  return `${missing.join(', ')} and the like have the values of QEMU's virt board, since no tree says them; so have the numbers that Linux logs of them. Give your board's under Edit, JSON, "hardware".`;
}

/** Controllers below the root that nobody models, and so what is wired to them. */
function strangers({ tree, wiring, gicNode, devices }: Machine): string | undefined {
  const found = new Map<DtNode, number>();
  if (gicNode === undefined) return undefined;
  for (const node of walk(tree)) {
    if (stringList(getProperty(node, 'status'))[0] === 'disabled') continue;
    for (let index = 0; index < wiring.countOf(node); index++) {
      const controller = wiring.wireOf(node, index)?.controller;
      if (controller === undefined || controller === gicNode || devices.get(controller.path)?.modelled === true)
        continue;
      found.set(controller, (found.get(controller) ?? 0) + 1);
    }
  }
  if (found.size === 0) return undefined;
  const sorted = [...found].toSorted(([, a], [, b]) => b - a);
  const names = sorted.slice(0, 3).map(([node, count]) => `${node.name} (${count})`);
  const more = found.size > names.length ? ` and ${found.size - names.length} more` : '';
  return `Controllers below the GIC that are not modelled: ${names.join(', ')}${more}. What is wired to them (how many in brackets) gets no irq here.`;
}

function firstCpu({ tree }: Machine): string | undefined {
  const cpus = tree.root.children.find(({ name }) => name === 'cpus')?.children ?? [];
  const cpu = cpus.find((node) => stringList(getProperty(node, 'device_type')).includes('cpu'));
  return cpu === undefined ? undefined : stringList(getProperty(cpu, 'compatible'))[0];
}

function withoutGic({ tree, wiring }: Machine): string {
  const isRoot = (node: DtNode): boolean => {
    const parent = wiring.parentOf(node);
    return hasProperty(node, 'interrupt-controller') && (parent === undefined || parent === node);
  };
  const root = [...walk(tree)].find(isRoot);
  if (root === undefined) return 'The tree has no interrupt controller that everything else leads to.';
  const compatible = stringList(getProperty(root, 'compatible'))[0] ?? 'without compatible';
  return `Its root interrupt controller, ${root.name} (${compatible}), is not modelled: only GICv2 and GICv3 are. So of_irq_init() finds no driver for it here, where your kernel does.`;
}
