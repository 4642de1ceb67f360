/**
 * Boards of any size, for pictures, measurements and tests: a QEMU-like machine with a GICv3 and an ITS, wired devices
 * and PCI functions with MSI-X. A scenario made of one is a file to drop on the page.
 */

/**
 * @typedef {object} BoardOptions
 * @property {number} cpus
 * @property {number} wired devices with an SPI each that have a driver
 * @property {readonly number[]} vectors for each PCI function: the entries of its MSI-X table, all of which it asks for
 */

const GIC = 0x8000000;
const REDIST = 0x80a0000;

/** @param {number} value */
const hex = (value) => `0x${value.toString(16)}`;

/** @param {number} index */
function cpu(index) {
  const mpidr = ((index >> 4) << 8) | (index & 15);
  return `    cpu@${mpidr.toString(16)} { device_type = "cpu"; compatible = "arm,cortex-a57"; reg = <${hex(mpidr)}>; enable-method = "psci"; };`;
}

/**
 * UARTs, clocks and GPIO controllers in turn: each has a driver in the kernel, and asks for its SPI.
 * @param {number} index
 */
function wired(index) {
  const base = 0x9000000 + index * 0x10000;
  const address = base.toString(16);
  const common = `reg = <0 ${hex(base)} 0 0x1000>; interrupts = <0 ${index + 1} 4>; clock-names = "apb_pclk"; clocks = <&clk>;`;
  if (index % 3 === 0)
    return `  pl011@${address} { compatible = "arm,pl011", "arm,primecell"; ${common.replace('"apb_pclk"', '"uartclk", "apb_pclk"').replace('<&clk>', '<&clk>, <&clk>')} };`;
  if (index % 3 === 1) return `  pl031@${address} { compatible = "arm,pl031", "arm,primecell"; ${common} };`;
  return `  pl061@${address} { compatible = "arm,pl061", "arm,primecell"; ${common} gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>; };`;
}

/** Device-tree text of such a board. @param {BoardOptions} options */
export function boardText({ cpus, wired: count }) {
  const devices = Array.from({ length: count }, (_, index) => wired(index));
  return `/dts-v1/;
/ {
  compatible = "linux,dummy-virt"; model = "linux,dummy-virt";
  #address-cells = <2>; #size-cells = <2>; interrupt-parent = <&gic>;
  psci { compatible = "arm,psci-1.0", "arm,psci-0.2", "arm,psci"; method = "hvc"; };
  memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
  clk: apb-pclk { compatible = "fixed-clock"; #clock-cells = <0>; clock-frequency = <24000000>; };
  cpus {
    #address-cells = <1>; #size-cells = <0>;
${Array.from({ length: cpus }, (_, index) => cpu(index)).join('\n')}
  };
  timer { compatible = "arm,armv8-timer"; interrupts = <1 13 4>, <1 14 4>, <1 11 4>, <1 10 4>; always-on; };
  pmu { compatible = "arm,armv8-pmuv3"; interrupts = <1 7 4>; };
  gic: intc@8000000 {
    compatible = "arm,gic-v3"; #interrupt-cells = <3>; interrupt-controller; ranges;
    #address-cells = <2>; #size-cells = <2>; #redistributor-regions = <1>;
    reg = <0 ${hex(GIC)} 0 0x10000>, <0 ${hex(REDIST)} 0 ${hex(cpus * 0x20000)}>;
    its: its@8080000 { compatible = "arm,gic-v3-its"; msi-controller; #msi-cells = <1>; reg = <0 0x8080000 0 0x20000>; };
  };
${devices.join('\n')}
  pcie@10000000 {
    compatible = "pci-host-ecam-generic"; device_type = "pci"; dma-coherent;
    #address-cells = <3>; #size-cells = <2>; bus-range = <0 0xff>; linux,pci-domain = <0>;
    reg = <0x40 0x10000000 0 0x10000000>; msi-map = <0 &its 0 0x10000>;
    ranges = <0x2000000 0 0x10000000 0 0x10000000 0 0x2eff0000>, <0x3000000 0x80 0 0x80 0 0x80 0>;
  };
};
`;
}

/** PCI address of the function with this number: slots first, then functions of a slot. @param {number} index */
export function bdfOf(index) {
  return `0000:00:${(1 + (index % 31)).toString(16).padStart(2, '0')}.${Math.floor(index / 31)}`;
}

/** @param {number} entries @param {number} index */
function pciFunction(entries, index) {
  const table = entries * 16;
  const pba = 2 ** Math.ceil(Math.log2(table));
  return {
    bdf: bdfOf(index),
    vendor: '0x8086',
    device: '0x1572',
    class: '0x020000',
    bars: [{ index: 0, size: hex(Math.max(0x1000, pba * 2)), is64: true }],
    msix: { entries, tableBar: 0, tableOffset: '0x0', pbaBar: 0, pbaOffset: hex(pba) },
    driver: { minVectors: 1, maxVectors: entries, flags: ['msix'] },
  };
}

/** A scenario with such a board in it. @param {BoardOptions & { readonly title?: string }} options */
export function scenarioOf(options) {
  const { cpus, wired: count, vectors, title } = options;
  const total = vectors.reduce((sum, one) => sum + one, 0);
  return {
    irqscope: 1,
    title: title ?? `${cpus} CPUs, ${count} wired devices, ${vectors.length} PCI functions with ${total} vectors`,
    board: { dts: boardText(options) },
    kernel: '6.12',
    pci: [{ bdf: '0000:00:00.0', model: 'pcie-host-bridge' }, ...vectors.map(pciFunction)],
    script: [{ do: 'boot' }],
  };
}

/** For pictures in the documentation: 16 CPUs, and some 14 devices with about 60 interrupts. */
export function pictureScenario() {
  const scenario = scenarioOf({ cpus: 16, wired: 6, vectors: [], title: 'A server board: 16 CPUs, GICv3 with an ITS' });
  return {
    ...scenario,
    pci: [
      { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
      { bdf: '0000:00:01.0', model: 'virtio-net-pci', queuePairs: 4 },
      { bdf: '0000:00:02.0', model: 'nvme' },
      { bdf: '0000:00:03.0', model: 'virtio-blk-pci', queuePairs: 4 },
      { bdf: '0000:00:04.0', model: 'virtio-rng-pci' },
      { bdf: '0000:00:05.0', model: 'e1000e' },
      { bdf: '0000:00:06.0', model: 'virtio-rng-pci' },
      { bdf: '0000:00:07.0', model: 'virtio-blk-pci', queuePairs: 2 },
    ],
  };
}

/** 16 CPUs, 40 devices, 600 vectors. */
export function largeScenario() {
  return scenarioOf({ cpus: 16, wired: 18, vectors: Array.from({ length: 20 }, () => 30) });
}

/** 49 functions with 2,048 vectors each. */
export function hugeScenario() {
  return scenarioOf({ cpus: 16, wired: 8, vectors: Array.from({ length: 49 }, () => 2048) });
}
