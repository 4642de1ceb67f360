/** Correct boards to plant faults in: a GICv3 with an ITS, GPIO banks, a nexus, a PCI host, and devices whose drivers are modelled. */

/** A node that can be changed before it is written. Values stand as in a DTS; "" is a property without one. */
export interface Node {
  name: string;
  label?: string;
  readonly props: Map<string, string>;
  readonly children: Node[];
}

/** From 0 to below 1, the same for a seed. */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  // A linear congruential generator after Numerical Recipes; its high bits are good enough to choose with.
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

export const upTo = (random: Random, count: number): number => Math.floor(random() * count);

export function node(name: string, props: Readonly<Record<string, string>>, ...children: Node[]): Node {
  return { name, props: new Map(Object.entries(props)), children };
}

function labelled(label: string, made: Node): Node {
  return { ...made, label };
}

/** A board, and its parts by what they are. */
export interface Board {
  readonly root: Node;
  readonly gic: Node;
  readonly its: Node;
  readonly timer: Node;
  readonly bank: Node;
  readonly nexus: Node;
  /** Wired through the nexus. */
  readonly behind: Node;
  readonly host: Node;
  readonly keys: readonly Node[];
  /** Wired to the GIC, on SPIs of their own. */
  readonly devices: readonly Node[];
}

const CLOCKED = { clocks: '<&clk>', 'clock-names': '"apb_pclk"' };
const PRIMECELL = '"arm,primecell"';

function rtc(address: number, spi: number): Node {
  return node(`rtc@${address.toString(16)}`, {
    compatible: `"arm,pl031", ${PRIMECELL}`,
    reg: `<0 0x${address.toString(16)} 0 0x1000>`,
    interrupts: `<0 ${spi} 4>`,
    ...CLOCKED,
  });
}

const BANK_SPI = 7;
const BANK_LINES = 8;

/** Never twice the same SPI. */
function spis(random: Random, count: number): number[] {
  const found = new Set<number>();
  while (found.size < count) {
    const spi = 8 + upTo(random, 200);
    if (spi !== BANK_SPI) found.add(spi);
  }
  return [...found];
}

/** A board of 1 to `mostCpus` CPUs. */
export function correctBoard(random: Random, mostCpus = 4): Board {
  const cpuCount = 1 + upTo(random, mostCpus);
  const cpus = Array.from({ length: cpuCount }, (_, i) =>
    node(`cpu@${i}`, {
      device_type: '"cpu"',
      compatible: '"arm,cortex-a57"',
      reg: `<${i}>`,
      'enable-method': '"psci"',
    }),
  );
  const count = 2 + upTo(random, 4);
  const [behindSpi = 0, ...own] = spis(random, count + 1);
  const devices = own.map((spi, i) => rtc(0x9010000 + i * 0x10000, spi));
  const its = labelled(
    'its',
    node('its@8080000', {
      compatible: '"arm,gic-v3-its"',
      reg: '<0 0x8080000 0 0x20000>',
      'msi-controller': '',
      '#msi-cells': '<1>',
    }),
  );
  const gic = labelled(
    'gic',
    node(
      'interrupt-controller@8000000',
      {
        compatible: '"arm,gic-v3"',
        '#interrupt-cells': '<3>',
        '#address-cells': '<2>',
        '#size-cells': '<2>',
        ranges: '',
        'interrupt-controller': '',
        reg: '<0 0x8000000 0 0x10000>, <0 0x80a0000 0 0xf60000>',
        interrupts: '<1 9 4>',
      },
      its,
    ),
  );
  const bank = labelled(
    'bank',
    node('gpio@9800000', {
      compatible: `"arm,pl061", ${PRIMECELL}`,
      reg: '<0 0x9800000 0 0x1000>',
      interrupts: `<0 ${BANK_SPI} 4>`,
      'gpio-controller': '',
      '#gpio-cells': '<2>',
      'interrupt-controller': '',
      '#interrupt-cells': '<2>',
      ...CLOCKED,
    }),
  );
  const first = upTo(random, BANK_LINES - 1);
  const keys = [first, first + 1].map((line) =>
    node(`key${line}`, {
      label: `"key${line}"`,
      'linux,code': `<${116 + line}>`,
      'interrupt-parent': '<&bank>',
      interrupts: `<${line} 2>`,
    }),
  );
  const nexus = labelled(
    'nexus',
    node('nexus', {
      '#interrupt-cells': '<1>',
      '#address-cells': '<0>',
      'interrupt-map': `<3 &gic 0 0 0 ${behindSpi} 4>`,
      'interrupt-map-mask': '<0xff>',
    }),
  );
  const behind = rtc(0x9700000, 0);
  behind.props.set('interrupt-parent', '<&nexus>');
  behind.props.set('interrupts', '<3>');
  const rows = [1, 2, 3, 4].map((pin) => `<0 0 0 ${pin} &gic 0 0 0 ${2 + pin} 4>`).join(', ');
  const host = node('pcie@40000000', {
    compatible: '"pci-host-ecam-generic"',
    device_type: '"pci"',
    '#address-cells': '<3>',
    '#size-cells': '<2>',
    '#interrupt-cells': '<1>',
    reg: '<0x40 0x10000000 0 0x10000000>',
    'bus-range': '<0 0xff>',
    'dma-coherent': '',
    ranges: '<0x2000000 0 0x10000000 0 0x10000000 0 0x2eff0000>, <0x3000000 0x80 0 0x80 0 0x80 0>',
    'interrupt-map-mask': '<0 0 0 7>',
    'interrupt-map': rows,
    'msi-map': '<0 &its 0 0x10000>',
  });
  const timer = node('timer', {
    compatible: '"arm,armv8-timer"',
    interrupts: '<1 13 4>, <1 14 4>, <1 11 4>, <1 10 4>',
    'always-on': '',
  });
  const root = node(
    '/',
    { '#address-cells': '<2>', '#size-cells': '<2>', compatible: '"test,board"', 'interrupt-parent': '<&gic>' },
    node('cpus', { '#address-cells': '<1>', '#size-cells': '<0>' }, ...cpus),
    node('psci', { compatible: '"arm,psci-1.0"', method: '"hvc"' }),
    timer,
    labelled(
      'clk',
      node('clk', { compatible: '"fixed-clock"', '#clock-cells': '<0>', 'clock-frequency': '<24000000>' }),
    ),
    gic,
    ...devices,
    bank,
    node('keys', { compatible: '"gpio-keys"' }, ...keys),
    nexus,
    behind,
    host,
  );
  return { root, gic, its, timer, bank, nexus, behind, host, keys, devices };
}

export function textOf(root: Node): string {
  return `/dts-v1/;\n${written(root, '')}`;
}

function written({ name, label, props, children }: Node, indent: string): string {
  const inner = `${indent}\t`;
  return [
    `${indent}${label === undefined ? '' : `${label}: `}${name} {\n`,
    ...[...props].map(([key, value]) => `${inner}${key}${value === '' ? '' : ` = ${value}`};\n`),
    ...children.map((child) => written(child, inner)),
    `${indent}};\n`,
  ].join('');
}
