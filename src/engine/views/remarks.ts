/** What a person should know about a run before believing its numbers: what the tree cannot say, and what is not modelled. */
import {
  decidesInterrupts,
  type DeviceTree,
  type DtNode,
  getProperty,
  hasProperty,
  stringList,
  unknownNames,
  walk,
} from '../devicetree/index.ts';
import { gic_its, isVirt, type Machine } from '../machine/index.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { Session } from '../run/session.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import { isSince } from '../api/kernel-versions.ts';
import type { RunInfo } from '../api/run.ts';
import { askedRemark } from './asked.ts';

/** Compatibles of CPUs that run no arm64 kernel (Documentation/devicetree/bindings/arm/cpus.yaml). */
const CPUS_32 =
  /^(arm,(arm7|arm9|arm11|cortex-(a5|a7|a8|a9|a12|a15|a17|a32|m\d.*|r[457])$)|qcom,(krait|scorpion)|marvell,(pj4|sheeva|feroceon|mohawk|xsc)|brcm,brahma-b15|faraday,)/;

type Remarks = Pick<RunInfo, 'remarks' | 'assumed'>;
type RemarkMessages = EngineMessages['remarks'];

/** Each a sentence or two. They are of the board and the scenario, so they hold for all of a run. */
export function remarksOn(session: Session, snapshot: Snapshot): Remarks {
  const m = snapshot.messages.remarks;
  const { machine, loaded } = session;
  const cpu = firstCpu(machine);
  const remarks = loaded.tree.warnings.map(({ message }) => message);
  const unknown = unknownWords(loaded.tree, m);
  if (unknown !== undefined) remarks.unshift(unknown);
  if (cpu !== undefined && CPUS_32.test(cpu)) remarks.push(m.cpus32({ compatible: cpu }));
  if (machine.gicNode === undefined && machine.local === undefined) remarks.push(withoutGic(machine, m));
  const asked = askedRemark(session, snapshot);
  if (asked !== undefined) remarks.push(asked);
  const assumed = assumedOf(session, m);
  if (assumed !== undefined) remarks.push(assumed);
  return { remarks, assumed };
}

/** Which registers' values are not this board's own; undefined when all are, or it is QEMU's board. */
function assumedOf({ machine, loaded, cursor }: Session, m: RemarkMessages): string | undefined {
  if (machine.gicNode === undefined || isVirt(machine)) return undefined;
  const { hardware, el2 } = loaded.scenario;
  const { gicd, its, timer, secure } = hardware ?? {};
  const missing = [
    ...(gicd?.typer === undefined ? ['GICD_TYPER'] : []),
    ...(its?.typer === undefined && cursor.all(gic_its).length > 0 ? ['GITS_TYPER'] : []),
    ...(timer?.cntfrq === undefined ? ['CNTFRQ'] : []),
  ];
  const hasTimer = [...walk(machine.tree)].some((node) => isOf(node, 'arm,armv8-timer'));
  const asksFirmware =
    isSince(loaded.scenario.kernel, '7.3') && [...walk(machine.tree)].some((node) => isOf(node, 'qcom,x1e80100-pdc'));
  const said = [
    ...(missing.length === 0 ? [] : [m.assumed({ registers: missing })]),
    ...(el2 === undefined && hasTimer ? [m.assumedLevel] : []),
    ...(secure?.refused === undefined && asksFirmware ? [m.assumedFirmware] : []),
  ];
  return said.length === 0 ? undefined : said.join(' ');
}

function isOf(node: DtNode, compatible: string): boolean {
  return stringList(getProperty(node, 'compatible')).includes(compatible);
}

function firstCpu({ tree }: Machine): string | undefined {
  const cpus = tree.root.children.find(({ name }) => name === 'cpus')?.children ?? [];
  const cpu = cpus.find((node) => stringList(getProperty(node, 'device_type')).includes('cpu'));
  return cpu === undefined ? undefined : stringList(getProperty(cpu, 'compatible'))[0];
}

function withoutGic({ tree, wiring }: Machine, m: RemarkMessages): string {
  const isRoot = (node: DtNode): boolean => {
    const parent = wiring.parentOf(node);
    return hasProperty(node, 'interrupt-controller') && (parent === undefined || parent === node);
  };
  const root = walk(tree).find(isRoot);
  if (root === undefined) return m.noController;
  const compatible = stringList(getProperty(root, 'compatible'))[0];
  return m.notModelled({ controller: root.name, compatible });
}

/** What missing headers leave unknown, and whether it matters to interrupts; undefined when none is missing. */
function unknownWords(tree: DeviceTree, m: RemarkMessages): string | undefined {
  if (tree.missing === undefined) return undefined;
  const names = unknownNames(tree);
  const byProperty = new Map<string, number>();
  for (const { property } of names) byProperty.set(property.name, (byProperty.get(property.name) ?? 0) + 1);
  const properties = [...byProperty].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
  const uncertain = names.filter(({ node, property }) => decidesInterrupts(node, property));
  return m.unknownNames({
    names: names.length,
    properties,
    uncertain: uncertain.map(({ node, property, name }) => ({ path: node.path, property: property.name, name })),
    headers: tree.missing.map(({ name }) => name),
  });
}
