/** The second-level controllers of a board: the list of their designs, one line each, and putting them into the machine. */
import { compatibleOf, type DtNode, getProperty, u32s } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { Wire } from '../wiring.ts';
import type { Machine } from '../machine.ts';
import {
  imxGpcv2,
  lsExtirq,
  mstIntc,
  mtkCirq,
  mtkSysirq,
  owlSirq,
  qcomMpm,
  sniExiu,
  sun6iRIntc,
  tegraIctlr,
  uniphierAidet,
} from './before-gic.ts';
import { bcm2836Armctrl } from './bcm2836.ts';
import { tegraAgic } from './agic.ts';
import { ControllerBlock } from './block.ts';
import { alFic, bcm7038L1, bcm7120L2, brcmL2Edge, brcmL2Level, qeIc, renesasIrqc, xilinxIntc } from './collectors.ts';
import { type ControllerDesign, isInMemory } from './design.ts';
import { dwApbGpio, dwApbIctl, xgeneGpioV2 } from './dw-apb.ts';
import { armada8kGpio, bcm2835Gpio, davinciGpio, orionGpio, zynqGpio } from './gpio-banks.ts';
import {
  alteraGpio,
  brcmstbGpio,
  cadenceGpio,
  faradayGpio,
  iprocCcaGpio,
  npcm8xxGpio,
  sprdGpio,
} from './gpio-blocks.ts';
import { armada37xxGpio, qoriqGpio, rcarGpio, xilinxGpio } from './gpio-lines.ts';
import { imxGpio, qcomTlmm, rockchipGpio, sunxiPins } from './gpio-soc.ts';
import { imxIntmux, imxIrqsteer } from './imx-irqsteer.ts';
import { qcomIpcc, qcomLmh, qcomMdss } from './qcom.ts';
import { cp110Icu, gicp, mbigen, mvebuOdmi, mvebuPic, mvebuSei } from './messengers.ts';
import {
  alpineMsix,
  alteraMsi,
  bcm2712Mip,
  ls1021Msi,
  ls1043v11Msi,
  ls1046Msi,
  rockchipDwIntx,
  uniphierDwIntx,
  xgeneMsi,
} from './msi-blocks.ts';
import { mtkEint } from './mtk-eint.ts';
import { mesonGpioIntc, qcomPdc, qcomPdcX1e, tiSciIntr } from './routers.ts';
import { rzg2lIrqc, rzg2lPins, rzg3eIcu, rzg3lIrqc, rzv2hIcu } from './rzg2l.ts';
import { sun6iNmi, sun7iNmi, sun9iNmi, uniphierGpio, vf610Gpio, viscontiGpio, xgeneGpioSb } from './small.ts';
import { tegra186Gpio, tegraGpio } from './tegra-gpio.ts';
import { WindowRegion } from './window.ts';
import { mcp23s08, mv88e6xxx, pca953x, pcf857x, regmapPmic, sx150x } from './slow-bus.ts';
import { stm32Gpio, stm32mpExti } from './stm32.ts';
import { spmiPmicArb } from './spmi-pmic-arb.ts';

const DESIGNS: readonly ControllerDesign[] = [
  alFic,
  alpineMsix,
  alteraMsi,
  alteraGpio,
  armada37xxGpio,
  armada8kGpio,
  bcm2835Gpio,
  bcm2712Mip,
  bcm2836Armctrl,
  bcm7038L1,
  bcm7120L2,
  brcmL2Edge,
  brcmL2Level,
  brcmstbGpio,
  cadenceGpio,
  cp110Icu,
  davinciGpio,
  dwApbGpio,
  dwApbIctl,
  faradayGpio,
  gicp,
  imxGpcv2,
  imxGpio,
  imxIntmux,
  imxIrqsteer,
  ls1021Msi,
  ls1043v11Msi,
  ls1046Msi,
  iprocCcaGpio,
  lsExtirq,
  mbigen,
  mcp23s08,
  mesonGpioIntc,
  mstIntc,
  mtkCirq,
  mtkEint,
  mtkSysirq,
  mv88e6xxx,
  mvebuOdmi,
  mvebuPic,
  mvebuSei,
  npcm8xxGpio,
  orionGpio,
  owlSirq,
  pca953x,
  pcf857x,
  qcomIpcc,
  qcomLmh,
  qcomMdss,
  qcomMpm,
  qcomPdc,
  qcomPdcX1e,
  qcomTlmm,
  qeIc,
  qoriqGpio,
  rcarGpio,
  regmapPmic,
  renesasIrqc,
  rockchipDwIntx,
  rockchipGpio,
  rzg2lIrqc,
  rzg2lPins,
  rzg3eIcu,
  rzg3lIrqc,
  rzv2hIcu,
  sun6iNmi,
  sniExiu,
  spmiPmicArb,
  sprdGpio,
  stm32Gpio,
  stm32mpExti,
  sun6iRIntc,
  sun7iNmi,
  sun9iNmi,
  sunxiPins,
  sx150x,
  tegraAgic,
  tegra186Gpio,
  tegraGpio,
  tegraIctlr,
  tiSciIntr,
  uniphierAidet,
  uniphierDwIntx,
  uniphierGpio,
  vf610Gpio,
  viscontiGpio,
  xgeneGpioSb,
  xgeneGpioV2,
  xgeneMsi,
  xilinxGpio,
  xilinxIntc,
  zynqGpio,
];

const IRQ_TYPE_SENSE = 0xf;
const FALLING = 2;
const LOW = 8;
const GPIO_ACTIVE_LOW = 1;

/** By compatible: of two designs with one string the first. */
const DESIGN_OF: ReadonlyMap<string, ControllerDesign> = new Map(
  DESIGNS.toReversed().flatMap((design) => design.compatible.map((each) => [each, design] as const)),
);

/** The first of a node's compatibles that some design is for. */
function designOf(node: DtNode): ControllerDesign | undefined {
  const compatible = compatibleOf(node);
  for (const each of compatible) {
    const design = DESIGN_OF.get(each);
    if (design !== undefined) return design;
  }
  return undefined;
}

/** The blocks of the board's controllers, their inputs at rest. */
export function buildControllers(machine: Machine, nodes: readonly DtNode[]): void {
  for (const node of nodes) {
    const design = designOf(node);
    if (design === undefined) continue;
    const own = design.range === undefined ? registerRanges(node)[0] : design.range(node);
    const range = design.isBehindBus === true ? { base: 0, size: 0 } : own;
    if (range === undefined || (range.size === 0 && design.isBehindBus !== true)) continue;
    if (design.notInMemory === true && isInMemory(machine, range.base)) continue;
    for (const lines of design.lines?.(node) ?? [node]) {
      const at = design.isByLines === true ? registerRanges(lines)[0] : range;
      if (at !== undefined) addBlock(machine, node, lines, design, at);
    }
  }
  const hasPl061 = nodes.some(isPl061);
  if (machine.blocks.size > 0 || hasPl061) for (const node of nodes) rest(machine, node);
}

function addBlock(
  machine: Machine,
  node: DtNode,
  lines: DtNode,
  design: ControllerDesign,
  range: { readonly base: number; readonly size: number },
): void {
  const block = new ControllerBlock(machine, lines, range, design);
  machine.attach(block);
  machine.addBlock(lines, block);
  for (const group of design.groups?.(node) ?? []) machine.addBlock(group, block);
  for (const window of design.windows?.(node, machine.wiring) ?? []) machine.attach(new WindowRegion(block, window));
  const { line } = design;
  if (line !== undefined) machine.wiring.countLines(lines.path, (cells) => line(cells, lines));
  machine.markModelled(node.path);
}

/** Lines that are active when low are high while nothing happens. */
function rest(machine: Machine, node: DtNode): void {
  const { wiring } = machine;
  const own = machine.blocks.get(node.path);
  if (own?.design.isLow?.(own) === true) own.restOutput(0);
  for (let index = 0, count = wiring.countOf(node); index < count; index++) {
    const wire = wiring.wireOf(node, index);
    const block = wire === undefined ? undefined : machine.blocks.get(wire.controller.path);
    const input = wire === undefined ? undefined : machine.inputOf(wire);
    if (wire === undefined || input === undefined) continue;
    if (block === undefined) {
      restAtPl061(machine, node, index, wire);
      continue;
    }
    block.nameInput(input, wire.controller);
    const isTyped = block.design.untyped !== true && wire.cells.length >= 2;
    const type = isTyped ? (wire.cells.at(-1) ?? 0) & IRQ_TYPE_SENSE : 0;
    if (type !== FALLING && type !== LOW) continue;
    block.rest(input, true);
    block.settle(input);
    const device = machine.devices.get(node.path);
    if (device !== undefined && index < 32) device.lines = (device.lines | (1 << index)) >>> 0;
  }
  const gpio = wiring.gpioWireOf(node);
  const block = gpio === undefined ? undefined : machine.blocks.get(gpio.controller.path);
  const flags = u32s(getProperty(node, 'gpios') ?? getProperty(node, 'gpio')).at(-1) ?? 0;
  const input = gpio === undefined ? undefined : machine.inputOf(gpio);
  if (block === undefined || input === undefined) return;
  block.rest(input, (flags & GPIO_ACTIVE_LOW) !== 0);
  block.settle(input);
}

const isPl061 = (node: DtNode): boolean => compatibleOf(node).includes('arm,pl061');

/** A PL061's pin, by the trigger that the device names. One that is modelled is known: its line is high while it asks, whatever the tree says. */
function restAtPl061(machine: Machine, node: DtNode, index: number, wire: Wire): void {
  const type = (wire.cells[1] ?? 0) & IRQ_TYPE_SENSE;
  const device = machine.devices.get(node.path);
  if ((type !== FALLING && type !== LOW) || !isPl061(wire.controller) || device?.modelled === true) return;
  if (device !== undefined && index < 32) device.lines = (device.lines | (1 << index)) >>> 0;
  machine.drive(wire, true, device?.$id ?? 0, { path: node.path, index });
}

export { ControllerBlock, controller_block } from './block.ts';
