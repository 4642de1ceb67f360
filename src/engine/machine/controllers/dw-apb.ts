/** Synopsys' blocks on the APB: the GPIO block, whose first port interrupts, and the interrupt controller (DW_apb_ictl). */
import { type DtNode } from '../../devicetree/index.ts';
import type { ControllerBlock } from './block.ts';
import { cellOf, type ControllerDesign } from './design.ts';

const DDR = 0x04;
const EXT_PORTA = 0x50;

interface Layout {
  readonly inten: number;
  readonly mask: number;
  /** 1 for edges. */
  readonly type: number;
  /** 1 for high or rising. */
  readonly polarity: number;
  readonly status: number;
  readonly rawStatus: number;
  readonly eoi: number;
}
const V1: Layout = { inten: 0x30, mask: 0x34, type: 0x38, polarity: 0x3c, status: 0x40, rawStatus: 0x44, eoi: 0x4c };
const V2: Layout = { inten: 0x30, mask: 0x44, type: 0x34, polarity: 0x38, status: 0x3c, rawStatus: 0x48, eoi: 0x40 };

/** The ports of a block that interrupt: the first, if it has an interrupt. */
function portsOf(node: DtNode): readonly DtNode[] {
  return node.children.filter((child) => cellOf(child, 'reg') === 0);
}

/** Level or latched edge, for a line that is enabled and an input. */
function raw(block: ControllerBlock, layout: Layout, line: number): boolean {
  if (!block.bit(layout.inten, line) || block.bit(DDR, line)) return false;
  if (block.bit(layout.type, line)) return block.isLatched(line);
  return block.level(line) === block.bit(layout.polarity, line);
}

function gpio(compatible: string, layout: Layout): ControllerDesign {
  return {
    compatible: [compatible],
    lines: portsOf,
    read(block, offset) {
      if (offset === EXT_PORTA) return block.gather(0, (line) => block.level(line));
      if (offset === layout.status) return block.gather(0, (line) => block.asks(line));
      return offset === layout.rawStatus ? block.gather(0, (line) => raw(block, layout, line)) : undefined;
    },
    write(block, offset, value) {
      if (offset !== layout.eoi) return false;
      block.acknowledge(0, value);
      return true;
    },
    latches: (block, line, level) => block.bit(layout.type, line) && level === block.bit(layout.polarity, line),
    asks: (block, line) => raw(block, layout, line) && !block.bit(layout.mask, line),
    output: (block, line) => (block.machine.wiring.countOf(block.node) > 1 ? line : 0),
  };
}

export const dwApbGpio = gpio('snps,dw-apb-gpio', V1);
export const xgeneGpioV2 = gpio('apm,xgene-gpio-v2', V2);

const ENABLE = 0x00;
const MASK = 0x08;
const FINALSTATUS = 0x30;

/** 64 level inputs, one output. */
export const dwApbIctl: ControllerDesign = {
  compatible: ['snps,dw-apb-ictl'],
  read: (block, offset) =>
    (offset & ~4) === FINALSTATUS ? block.gather((offset & 4) * 8, (input) => block.asks(input)) : undefined,
  asks: (block, input) => block.level(input) && block.bit(ENABLE, input) && !block.bit(MASK, input),
  output: () => 0,
};
