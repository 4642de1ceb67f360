/** The dump's sections about interrupt controllers: its, gicd, gicr. Each block is read as software would read it. */
import { bareHex } from '../../base/hex.ts';
import {
  formatCommand,
  gic_distributor,
  gic_its,
  gic_redistributor,
  gicv2_cpu_interface,
  gicv2_distributor,
  lineCount,
  memoryReader,
  oneSecurityState,
  processorNumber,
  ram,
  readGicdWord,
  readGicdWord2,
  readGicrWord,
} from '../machine/index.ts';
import type { Section } from './dump.ts';
import { type Moment, onlineCpus } from './moment.ts';

export function itsSections({ objects }: Moment): Section[] {
  const itss = objects.all(gic_its);
  return itss.length === 0 ? [] : [{ name: 'its', body: itss.map(reportIts).join('') }];
}

/** Of the GIC that the board has, of whichever version. */
export function gicdSections({ objects }: Moment): Section[] {
  const sections: Section[] = [];
  const [distributor] = objects.all(gic_distributor);
  if (distributor !== undefined) sections.push({ name: 'gicd', body: reportGicd(gicv3Distributor(distributor)) });
  const [older] = objects.all(gicv2_distributor);
  const [boot] = objects.all(gicv2_cpu_interface);
  if (older !== undefined && boot !== undefined) {
    sections.push({ name: 'gicd', body: reportGicd(gicv2Distributor(older, boot)) });
  }
  return sections;
}

export function gicrSections(moment: Moment): Section[] {
  const { objects } = moment;
  const [distributor] = objects.all(gic_distributor);
  const redistributors = objects.all(gic_redistributor).toSorted((a, b) => processorNumber(a) - processorNumber(b));
  // As many as there are CPUs online, from the first on: so the goldens were read.
  const listed = redistributors.slice(0, Math.max(1, onlineCpus(moment).length));
  if (listed.length === 0) return [];
  const open = distributor === undefined || oneSecurityState(distributor);
  return [{ name: 'gicr', body: reportGicr(listed, open, objects.all(ram)) }];
}

function reportIts(its: gic_its): string {
  const commands = its.commands.entries().map(([number, words]) => `  cmd ${number} ${formatCommand(words)}\n`);
  const basers = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `  baser${i}=${bareHex(its.baser.get(i) ?? 0n, 16)}\n`);
  return (
    `its base=${bareHex(its.base)} ctlr=${bareHex(its.ctlr >>> 0, 8)} iidr=${bareHex(its.iidr, 8)}` +
    ` typer=${bareHex(its.typer, 16)} cbaser=${bareHex(its.cbaser, 16)}` +
    ` cwriter=${bareHex(its.cwriter)} creadr=${bareHex(its.creadr)}\n${basers.join('')}${commands.join('')}`
  );
}

/** What the report needs of a distributor, whichever the GIC's version. */
interface Distributor {
  readonly base: number;
  read(offset: number): number;
  /** The end of an SPI's line: where it is routed to. */
  route(intid: number): string;
}

function gicv3Distributor(dist: gic_distributor): Distributor {
  return {
    base: dist.base,
    read: (offset) => readGicdWord(dist, offset),
    route: (intid) => `irouter=${bareHex(dist.irouter.get(intid) ?? 0n, 16)}`,
  };
}

function gicv2Distributor(dist: gicv2_distributor, boot: gicv2_cpu_interface): Distributor {
  return {
    base: dist.base,
    read: (offset) => readGicdWord2(dist, boot, offset),
    // As the register reads, not where the SPI goes: a single CPU gets every SPI, and reads 0.
    route: (intid) => {
      const targets = readGicdWord2(dist, boot, 0x800 + (intid & ~3)) >>> ((intid & 3) * 8);
      return `itarget=${bareHex(targets & 0xff, 2)}`;
    },
  };
}

/** SPIs that are enabled or edge-configured. */
function reportGicd(dist: Distributor): string {
  const typer = dist.read(0x4);
  const lines = Math.min(1020, lineCount(typer));
  const word = (offset: number): string => bareHex(dist.read(offset) >>> 0, 8);
  let text = `gicd base=${bareHex(dist.base)} ctlr=${word(0)} typer=${word(4)} iidr=${word(8)} lines=${lines}\n`;
  for (let intid = 32; intid < lines; intid++) {
    const bit = (start: number): number => (dist.read(start + (intid >> 5) * 4) >>> (intid & 31)) & 1;
    const edge = ((dist.read(0xc00 + (intid >> 4) * 4) >>> ((intid & 15) * 2)) & 2) !== 0;
    if (bit(0x100) === 0 && !edge) continue;
    const priority = (dist.read(0x400 + (intid & ~3)) >>> ((intid & 3) * 8)) & 0xff;
    text +=
      `  spi intid=${intid} group=${bit(0x80)} enable=${bit(0x100)} pending=${bit(0x200)} active=${bit(0x300)}` +
      ` prio=${bareHex(priority, 2)} cfg=${edge ? 'edge' : 'level'} ${dist.route(intid)}\n`;
  }
  return text;
}

const SGI_BASE = 0x10000;

/** `open` when there is one security state. */
function reportGicr(redistributors: readonly gic_redistributor[], open: boolean, memory: readonly ram[]): string {
  return redistributors
    .map((redistributor, i) => frame(redistributor, open) + (i === 0 ? enabledLpis(redistributor, memory) : ''))
    .join('');
}

function frame(redistributor: gic_redistributor, open: boolean): string {
  const word = (offset: number): string => bareHex(readGicrWord(redistributor, offset, open) >>> 0, 8);
  const priorities = [0, 4, 8, 12, 16, 20, 24, 28].map((i) => ` ${word(SGI_BASE + 0x400 + i)}`).join('');
  return (
    `gicr cpu=${processorNumber(redistributor)} base=${bareHex(redistributor.base)} ctlr=${word(0)} typer=${word(12)}${word(8)}` +
    ` waker=${word(0x14)} propbaser=${word(0x74)}${word(0x70)} pendbaser=${word(0x7c)}${word(0x78)}` +
    ` isenabler0=${word(SGI_BASE + 0x100)} icfgr0=${word(SGI_BASE + 0xc00)} icfgr1=${word(SGI_BASE + 0xc04)}` +
    ` igroupr0=${word(SGI_BASE + 0x80)} prio:${priorities}\n`
  );
}

/** LPIs whose configuration byte in memory has its enable bit set (IHI 0069, 5.1.1). */
function enabledLpis({ propbaser }: gic_redistributor, memory: readonly ram[]): string {
  const base = Number(propbaser & 0xffffffffff000n);
  if (base === 0) return '';
  const count = Math.min(65536, 2 ** (Number(propbaser & 0x1fn) + 1) - 8192);
  const read = memoryReader(memory);
  let text = '';
  for (let i = 0; i < count; i += 4) {
    const word = read(base + i) ?? 0;
    if ((word & 0x01010101) === 0) continue;
    for (let byte = 0; byte < 4; byte++) {
      const property = (word >>> (byte * 8)) & 0xff;
      if ((property & 1) === 1) text += `  lpi intid=${8192 + i + byte} prop=${bareHex(property, 2)}\n`;
    }
  }
  return text;
}
