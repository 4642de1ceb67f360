/** Kinds of faults that are planted, one in a tree. */
import { type Board, type Node, node, type Random, upTo } from './tree.ts';

export interface Kind {
  readonly name: string;
  /** Plants the fault; returns the code of the finding that names it, and the path of the node. */
  readonly plant: (board: Board, random: Random) => readonly [code: string, path: string];
}

function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[upTo(random, list.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}

function set(target: Node, name: string, value: string): void {
  target.props.set(name, value);
}

/** The SPI of a device: the second cell of its only entry. */
function spiOf(device: Node): number {
  return Number(/<0 (\d+)/.exec(device.props.get('interrupts') ?? '')?.[1]);
}

/** A fault in one device on the GIC. */
function onDevice(name: string, code: string, change: (device: Node, random: Random) => void): Kind {
  return {
    name,
    plant({ devices }, random) {
      const device = pick(random, devices);
      change(device, random);
      return [code, `/${device.name}`];
    },
  };
}

/** A fault in one part of the board. */
function on(
  name: string,
  code: string,
  part: (board: Board) => Node,
  path: (board: Board) => string,
  change: (target: Node, board: Board) => void,
): Kind {
  return {
    name,
    plant(board) {
      change(part(board), board);
      return [code, path(board)];
    },
  };
}

const GIC = '/interrupt-controller@8000000';
const gicPath = (): string => GIC;
const itsPath = (): string => `${GIC}/its@8080000`;
const bankPath = ({ bank }: Board): string => `/${bank.name}`;
const hostPath = ({ host }: Board): string => `/${host.name}`;

export const KINDS: readonly Kind[] = [
  onDevice('dangling interrupt-parent', 'interrupts_property', (device) => set(device, 'interrupt-parent', '<0x9999>')),
  onDevice('two cells for the GIC', 'interrupts_property', (device) =>
    set(device, 'interrupts', `<${spiOf(device)} 4>`),
  ),
  onDevice('one cell too many', 'leftover-cells', (device) => set(device, 'interrupts', `<0 ${spiOf(device)} 4 0>`)),
  onDevice('interrupt-parent that is a clock', 'interrupts_property', (device) =>
    set(device, 'interrupt-parent', '<&clk>'),
  ),
  onDevice('SPI beyond the last', 'gic-number', (device, random) =>
    set(device, 'interrupts', `<0 ${988 + upTo(random, 500)} 4>`),
  ),
  onDevice('level low', 'gic-trigger', (device) => set(device, 'interrupts', `<0 ${spiOf(device)} 8>`)),
  onDevice('edge falling', 'gic-trigger', (device) => set(device, 'interrupts', `<0 ${spiOf(device)} 2>`)),
  onDevice('both edges', 'gic-trigger', (device) => set(device, 'interrupts', `<0 ${spiOf(device)} 3>`)),
  onDevice('no trigger', 'trigger-none', (device) => set(device, 'interrupts', `<0 ${spiOf(device)} 0>`)),
  onDevice('no such kind', 'gic-kind', (device, random) =>
    set(device, 'interrupts', `<${4 + upTo(random, 9)} ${spiOf(device)} 4>`),
  ),
  onDevice('dangling interrupts-extended', 'interrupts_extended_property', (device) => {
    device.props.delete('interrupts');
    set(device, 'interrupts-extended', '<0x9999 0 40 4>');
  }),
  onDevice('short interrupts-extended', 'interrupts_extended_property', (device) => {
    device.props.delete('interrupts');
    set(device, 'interrupts-extended', '<&gic 0 40>');
  }),
  onDevice('more names than interrupts', 'interrupt-names', (device) =>
    set(device, 'interrupt-names', '"alarm", "tick"'),
  ),
  onDevice('cells of the GIC for a GPIO bank', 'leftover-cells', (device) =>
    set(device, 'interrupt-parent', '<&bank>'),
  ),
  {
    name: 'two triggers on an SPI',
    plant({ devices }) {
      const [first, second] = devices;
      if (first === undefined || second === undefined) throw new Error('there are two devices at least');
      set(second, 'interrupts', `<0 ${spiOf(first)} 1>`);
      return ['two-triggers', `/${second.name}`];
    },
  },
  {
    name: 'two triggers on a GPIO line',
    plant({ keys: [first, second] }) {
      if (first === undefined || second === undefined) throw new Error('there are two keys');
      set(second, 'interrupts', (first.props.get('interrupts') ?? '').replace(' 2>', ' 1>'));
      return ['two-triggers', `/keys/${second.name}`];
    },
  },
  on(
    'timer without interrupts',
    'no-interrupts',
    ({ timer }) => timer,
    () => '/timer',
    ({ props }) => props.delete('interrupts'),
  ),
  on(
    'GIC without interrupt-controller',
    'interrupt_provider',
    ({ gic }) => gic,
    gicPath,
    ({ props }) => props.delete('interrupt-controller'),
  ),
  on(
    'GIC disabled',
    'controller-disabled',
    ({ gic }) => gic,
    gicPath,
    (gic) => set(gic, 'status', '"disabled"'),
  ),
  on(
    'GIC without redistributors',
    'redistributor-regions',
    ({ gic }) => gic,
    gicPath,
    (gic) => set(gic, 'reg', '<0 0x8000000 0 0x10000>'),
  ),
  on(
    'no distributor at its address',
    'gic-no-distributor',
    ({ gic }) => gic,
    gicPath,
    (gic, { bank }) =>
      set(gic, 'reg', `<0 0x${bank.name.slice(bank.name.indexOf('@') + 1)} 0 0x10000>, <0 0x80a0000 0 0xf60000>`),
  ),
  on(
    'bank without #interrupt-cells',
    'interrupt_provider',
    ({ bank }) => bank,
    bankPath,
    ({ props }) => props.delete('#interrupt-cells'),
  ),
  on(
    'bank without interrupt-controller',
    'interrupt_provider',
    ({ bank }) => bank,
    bankPath,
    ({ props }) => props.delete('interrupt-controller'),
  ),
  on(
    'bank disabled',
    'controller-disabled',
    ({ bank }) => bank,
    bankPath,
    (bank) => set(bank, 'status', '"disabled"'),
  ),
  on(
    'ITS without msi-controller',
    'its-no-msi-controller',
    ({ its }) => its,
    itsPath,
    ({ props }) => props.delete('msi-controller'),
  ),
  on(
    'dangling msi-map',
    'msi-map-target',
    ({ host }) => host,
    hostPath,
    (host) => set(host, 'msi-map', '<0 0x9999 0 0x10000>'),
  ),
  on(
    'msi-map of three cells',
    'msi-map-size',
    ({ host }) => host,
    hostPath,
    (host) => set(host, 'msi-map', '<0 &its 0>'),
  ),
  on(
    'msi-map that covers nothing',
    'msi-map-hole',
    ({ host }) => host,
    hostPath,
    (host) => set(host, 'msi-map', '<0x4000 &its 0x4000 0x100>'),
  ),
  on(
    'no msi-map',
    'no-msi-map',
    ({ host }) => host,
    hostPath,
    ({ props }) => props.delete('msi-map'),
  ),
  on(
    'dangling interrupt-map',
    'interrupt_map',
    ({ host }) => host,
    hostPath,
    (host) => set(host, 'interrupt-map', '<0 0 0 1 0x9999 0 0 0 3 4>'),
  ),
  on(
    'no row in the nexus',
    'map-no-row',
    ({ behind }) => behind,
    ({ behind }) => `/${behind.name}`,
    (behind) => set(behind, 'interrupts', '<9>'),
  ),
  on(
    'row of the nexus to a disabled bank',
    'map-parent-disabled',
    ({ nexus }) => nexus,
    ({ nexus }) => `/${nexus.name}`,
    (nexus, { root }) => {
      const other = node('gpio@9900000', {
        compatible: '"arm,pl061", "arm,primecell"',
        reg: '<0 0x9900000 0 0x1000>',
        'interrupt-controller': '',
        '#interrupt-cells': '<2>',
        '#address-cells': '<0>',
        status: '"disabled"',
      });
      root.children.push({ ...other, label: 'off' });
      set(nexus, 'interrupt-map', '<3 &off 1 4>');
    },
  ),
  on(
    'phandle of the GIC twice',
    'explicit_phandles',
    ({ gic }) => gic,
    () => '/twice',
    (gic, { root }) => {
      set(gic, 'phandle', '<0x77>');
      root.children.push(node('twice', { phandle: '<0x77>' }));
    },
  ),
  {
    name: 'interrupt parents in a circle',
    plant({ root }) {
      root.children.push({ ...node('ring-a', { 'interrupt-parent': '<&rb>' }), label: 'ra' });
      root.children.push({ ...node('ring-b', { 'interrupt-parent': '<&ra>' }), label: 'rb' });
      return ['interrupt-parent-circle', '/ring-a'];
    },
  },
];
