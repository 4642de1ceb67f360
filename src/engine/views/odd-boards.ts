/**
 * Boards unlike QEMU's, for tests: several ITSs or v2m frames, clusters, partitions, a maintenance interrupt, a
 * memory-mapped timer, nexus nodes, broken and empty specifiers.
 */

export interface OddBoard {
  readonly cpus: number;
  readonly gic: 'v2' | 'v3' | 'partitioned';
  /** How many ITSs, or v2m frames of a GICv2. */
  readonly msis: number;
  readonly hosts: number;
}

const hex = (value: number): string => `0x${value.toString(16)}`;
const list = (count: number, each: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join('\n');
const fromTo = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `&c${from + index}`).join(' ');

/** CPUs in clusters of two. */
const mpidr = (index: number): number => ((index >> 1) << 8) | (index & 1);

function gicOf({ cpus, gic, msis }: OddBoard): string {
  const common =
    'interrupt-controller; #interrupt-cells = <CELLS>; #address-cells = <2>; #size-cells = <2>; ranges;'.replace(
      'CELLS',
      gic === 'partitioned' ? '4' : '3',
    );
  if (gic === 'v2') {
    const frame = (index: number): string =>
      `v2m@${(0x8020000 + index * 0x1000).toString(16)} { compatible = "arm,gic-v2m-frame"; msi-controller;
        reg = <0 ${hex(0x8020000 + index * 0x1000)} 0 0x1000>; arm,msi-base-spi = <${80 + 32 * index}>; arm,msi-num-spis = <32>; };`;
    return `gic: intc@8000000 { compatible = "arm,gic-400"; ${common} interrupts = <1 9 0xf04>;
      reg = <0 0x8000000 0 0x10000>, <0 0x8010000 0 0x10000>;
      ${list(msis, (index) => `msi${index}: ${frame(index)}`)} };`;
  }
  const its = (index: number): string =>
    `its@${(0x9000000 + index * 0x40000).toString(16)} { compatible = "arm,gic-v3-its"; msi-controller; #msi-cells = <1>;
      reg = <0 ${hex(0x9000000 + index * 0x40000)} 0 0x20000>; };`;
  const half = cpus >> 1;
  const partitions = `ppi-partitions { p0: part-0 { affinity = <${fromTo(0, half)}>; }; p1: part-1 { affinity = <${fromTo(half, cpus)}>; }; };`;
  return `gic: intc@8000000 { compatible = "arm,gic-v3"; ${common} #redistributor-regions = <1>;
    interrupts = <1 9 4${gic === 'partitioned' ? ' 0' : ''}>;
    reg = <0 0x8000000 0 0x10000>, <0 0x80a0000 0 ${hex(cpus * 0x20000)}>;
    ${list(msis, (index) => `msi${index}: ${its(index)}`)}
    ${gic === 'partitioned' ? partitions : ''} };`;
}

/** Each row of the second nexus leads to one of the first; key 1 is low at rest, and its level is low. */
function devicesOf(end: string): string {
  const clock = 'clocks = <&clk>; clock-names = "apb_pclk";';
  const cell = (index: number, words: string): string =>
    `clock@2000${index}000 { compatible = "arm,pl031", "arm,primecell"; reg = <0 0x2000${index}000 0 0x1000>; ${clock} ${words} };`;
  return `
  nexus: nexus-a { #address-cells = <0>; #interrupt-cells = <1>; interrupt-map-mask = <0xff>;
    interrupt-map = <0 &gic 0 0 0 20 4${end}>, <1 &gic 0 0 0 21 1${end}>; };
  outer: nexus-b { #address-cells = <0>; #interrupt-cells = <2>; interrupt-map-mask = <0xf 0>;
    interrupt-map = <0 0 &nexus 0>, <1 0 &nexus 1>; };
  ${cell(0, 'interrupt-parent = <&outer>; interrupts = <1 4>;')}
  ${cell(1, `interrupts = <0 2000 4${end}>;`)}
  ${cell(2, 'interrupts = <0 5>;')}
  ${cell(3, 'interrupt-parent = <0x999>; interrupts = <1>;')}
  ${cell(4, `interrupts = <7 5 4${end}>;`)}
  ${cell(5, `interrupts-extended = <&gpio 9 1>, <&gic 0 22 4${end}>;`)}
  several { compatible = "test,several"; interrupts-extended = <&gic 0 24 4${end}>, <0>, <&gic 0 25 4${end}>; };
  timer@2a810000 { compatible = "arm,armv7-timer-mem"; reg = <0 0x2a810000 0 0x10000>; clock-frequency = <24000000>;
    #address-cells = <2>; #size-cells = <2>; ranges;
    frame@2a820000 { frame-number = <1>; interrupts = <0 60 4${end}>; reg = <0 0x2a820000 0 0x10000>; };
    frame@2a830000 { frame-number = <0>; interrupts = <0 61 4${end}>, <0 62 4${end}>; reg = <0 0x2a830000 0 0x10000>; }; };
  gpio: pl061@20010000 { compatible = "arm,pl061", "arm,primecell"; reg = <0 0x20010000 0 0x1000>; ${clock}
    interrupts = <0 23 4${end}>; gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>; };
  gpio-keys { compatible = "gpio-keys"; a { label = "a"; linux,code = <1>; gpios = <&gpio 3 0>; };
    b { label = "b"; linux,code = <2>; interrupt-parent = <&gpio>; interrupts = <4 8>; }; };`;
}

function hostOf(index: number, { msis }: OddBoard, end: string): string {
  const map = msis === 0 ? '' : `msi-map = <0 &msi${index % msis} ${hex(index * 0x1000)} 0x10000>;`;
  const rows = Array.from({ length: 4 }, (_, pin) => `<0 0 0 ${pin + 1} &gic 0 0 0 ${140 + pin} 4${end}>`).join(', ');
  return `pcie@401000000${index} { compatible = "pci-host-ecam-generic"; device_type = "pci"; dma-coherent;
    #address-cells = <3>; #size-cells = <2>; bus-range = <0 0xf>; linux,pci-domain = <${index}>; ${map}
    reg = <0x40 ${hex(0x10000000 + index * 0x1000000)} 0 0x1000000>;
    #interrupt-cells = <1>; interrupt-map-mask = <0 0 0 7>; interrupt-map = ${rows};
    ranges = <0x2000000 0 ${hex(0x50000000 + index * 0x4000000)} 0 ${hex(0x50000000 + index * 0x4000000)} 0 0x4000000>,
      <0x3000000 ${hex(0x80 + index)} 0 ${hex(0x80 + index)} 0 1 0>; };`;
}

/** Source of such a board. */
export function oddBoard(board: OddBoard): string {
  const end = board.gic === 'partitioned' ? ' 0' : '';
  const flags = board.gic === 'v2' ? '0xf04' : '4';
  const timer = [13, 14, 11, 10].map((ppi) => `<1 ${ppi} ${flags}${end}>`).join(', ');
  const pmu = (index: number): string =>
    `pmu-${index} { compatible = "arm,cortex-a${index === 0 ? '53' : '72'}-pmu"; interrupts = <1 7 4 &p${index}>; };`;
  return `/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>; interrupt-parent = <&gic>;
  psci { compatible = "arm,psci-1.0", "arm,psci-0.2"; method = "smc"; };
  memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
  clk: clk { compatible = "fixed-clock"; #clock-cells = <0>; clock-frequency = <24000000>; };
  cpus { #address-cells = <1>; #size-cells = <0>;
    ${list(board.cpus, (index) => `c${index}: cpu@${mpidr(index).toString(16)} { device_type = "cpu"; compatible = "arm,cortex-a57"; reg = <${hex(mpidr(index))}>; enable-method = "psci"; };`)}
  };
  ${gicOf(board)}
  timer { compatible = "arm,armv8-timer"; interrupts = ${timer}; };
  ${board.gic === 'partitioned' ? list(2, pmu) : ''}
  ${devicesOf(end)}
  ${list(board.hosts, (index) => hostOf(index, board, end))}
};
`;
}
