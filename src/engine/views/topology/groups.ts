/**
 * Groups of devices, so that a board of hundreds reads at a glance: by the generic names of nodes that the Devicetree
 * Specification recommends. What sits on a bus stands with its bus; kinds of which there are few stand together with
 * those that are near to them.
 */

/** A device, as far as its place among the others goes. */
export interface Grouped {
  readonly key: string;
  /** Names of the nodes from the root to it; for a PCI function those of its bus. */
  readonly names: readonly string[];
  /** It is a function of a PCI bus. */
  readonly isFunction: boolean;
}

export interface Place {
  /** Kinds of devices in its group, as the heading names them: "mmc, sata". */
  readonly group: string;
  /** How far it is indented: 1 for what sits on a bus of the same group. */
  readonly level: number;
}

/** Kinds in the order in which groups stand, and the names that nodes of a kind have; a row is a family. */
const FAMILIES: readonly (readonly (readonly [kind: string, names: RegExp])[])[] = [
  [
    [
      'ethernet',
      /^(ethernet|eth|gmac|emac|fec|switch|ethernet-switch|ethernet-phy|mdio|switchphy|fman|.man-portal|[bq]man)$/,
    ],
    ['can', /^can(fd)?$/],
    ['wifi', /^(wifi|wlan|wlcore|bcrmf|bluetooth|ipa|nfc)$/],
  ],
  [['serial', /^(serial|uart|pl011)$/]],
  [
    ['mmc', /^(mmc|sdhci|sdhc|esdhc|sd|sdmmc|dwmmc|sdhost)$/],
    ['sata', /^(sata|ahci|ufs|ufshc|nand.*|flash|dwc|virtio)$/],
  ],
  [['usb', /^(usb|usb2?-?phy|usb-typec|typec.*|tcpc|otg-port|host-port|extcon|eud)$/]],
  [['i2c', /^(i2c|i3c|rsb)$/]],
  [['spi', /^spi$/]],
  [['pcie', /^(pcie?|legacy-interrupt-controller|rcec)$/]],
  [['spmi', /^(spmi|pmic|slim|swm)$/]],
  [
    [
      'display',
      /^(display.*|vop|hdmi.*|dsi|mipi.*|lcd.*|mdss|mdp|edp|dp|dc|dss|hdlcd|cec|hvs|pixelvalve|vec|txp|bridge|deinterlace|rotate|rga|vsp|fdp|fcp.*|du|dpaux|vic|host1x)$/,
    ],
    ['gpu', /^(gpu|gmu|v3d)$/],
    ['video', /^(video.*|vpu|csi|isp.*|camera.*|jpeg.*|vin|cal)$/],
    ['audio', /^(audio.*|sound.*|i2s|sai|ssi|spdif|codec|src|easrc|lpass|dai|dapm|rcar_sound)$/],
  ],
  [
    [
      'keys',
      /^(key.*|.*-keys?|.*button|pwrkey|resin|power|volume.*|snvs-powerkey|touch.*|trackpad|digitizer|kmi|ir|lradc|switch-.*)$/,
    ],
  ],
  [
    ['dma', /^(dma.*|xor|gsc)$/],
    ['crypto', /^(crypto|jr|rng|trng|caam|sec_mon|tpm)$/],
    ['mailbox', /^(mailbox|mhu|smp2p.*|glink.*|rpm.*|smd.*|remoteproc.*|rsc|ipi|zynqmp_ipi|hexagon|wcnss|ec)$/],
  ],
  [
    ['iommu', /^(iommu.*|smmu.*|mmu.*|host-port)$/],
    ['thermal', /^(thermal.*|temp.*|tsadc|tmu|lmh)$/],
    ['adc', /^(adc.*|saradc|tscadc|accelerometer|magnetometer|proximity|light-sensor|gyro.*)$/],
  ],
  [
    ['timer', /^(timer.*|frame|rktimer|cpts|ptp-timer|pwm)$/],
    ['rtc', /^(rtc|snvs-rtc-lp|pl031)$/],
    ['watchdog', /^watchdog$/],
    ['pmu', /^(pmu.*|arm-pmu|ddr-pmu|ccn|dfi)$/],
    ['memory', /^(memory-controller|dram-controller|external-memory-controller|.*cache.*|edac)$/],
    [
      'power',
      /^(power-.*|gpc|reset-controller|clock-controller|cpufreq|syscon|zynqmp-power|battery|charger|ibb|lab|wled)$/,
    ],
  ],
  [
    ['gpio', /^(gpio.*|pinctrl.*|pin-controller|pl061)$/],
    ['interrupt-controller', /^(interrupt-controller|intc|msi-controller|its|pic)$/],
  ],
];

/** Last of all: what no kind has. */
const OTHER = 'other';
/** Kinds of a family with fewer devices than this stand together. */
const FEW = 3;
/** A family of so many devices at most is one group. */
const SMALL = 6;
/** So many kinds are named by a heading. */
const NAMED = 3;

const KINDS: readonly { readonly kind: string; readonly family: number; readonly names: RegExp }[] = FAMILIES.flatMap(
  (kinds, family) => kinds.map(([kind, names]) => ({ kind, family, names })),
);
const BUSES: ReadonlySet<string> = new Set(['i2c', 'spi', 'spmi', 'pcie']);

/** The kind that a node's name tells: "uart" is the generic part of "uart0@fe650000", "i2c" of "i2c-2". */
function kindOf(name: string): string | undefined {
  const whole = name.replace(/@.*$/, '').toLowerCase();
  const generic = whole.replace(/[-_]?\d+$/, '');
  return KINDS.find(({ names }) => names.test(generic) || names.test(whole))?.kind;
}

/** The kind of a device, and whether it sits on a bus of that kind. */
function placeOf({ names, isFunction }: Grouped): { readonly kind: string; readonly onBus: boolean } {
  if (isFunction) return { kind: 'pcie', onBus: true };
  for (const name of names.slice(0, -1)) {
    const kind = kindOf(name);
    if (kind !== undefined && BUSES.has(kind)) return { kind, onBus: true };
  }
  return { kind: kindOf(names.at(-1) ?? '') ?? OTHER, onBus: false };
}

/** Where each of the devices stands, by key; groups come in the order in which they are to stand. */
export function groupsOf(devices: readonly Grouped[]): ReadonlyMap<string, Place> {
  const placed = devices.map((device) => ({ key: device.key, ...placeOf(device) }));
  const counts = new Map<string, number>();
  for (const { kind } of placed) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const titles = titlesOf(counts);
  const order = new Map([...new Set(titles.values())].map((title, at) => [title, at]));
  const found = placed.map(({ key, kind, onBus }) => ({ key, group: titles.get(kind) ?? OTHER, level: onBus ? 1 : 0 }));
  found.sort((a, b) => (order.get(a.group) ?? 0) - (order.get(b.group) ?? 0));
  return new Map(found.map(({ key, group, level }) => [key, { group, level }]));
}

/** The heading under which each kind stands, in order. */
function titlesOf(counts: ReadonlyMap<string, number>): Map<string, string> {
  const titles = new Map<string, string>();
  for (let family = 0; family < FAMILIES.length; family++) {
    const own = KINDS.filter((each) => each.family === family && counts.has(each.kind)).map(({ kind }) => kind);
    const total = own.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0);
    const few = own.filter((kind) => (counts.get(kind) ?? 0) < FEW);
    const together = total <= SMALL ? own : few.length > 1 ? few : [];
    for (const kind of own) titles.set(kind, together.includes(kind) ? titleOf(together) : kind);
  }
  if (counts.has(OTHER)) titles.set(OTHER, OTHER);
  return titles;
}

function titleOf(kinds: readonly string[]): string {
  return kinds.length <= NAMED ? kinds.join(', ') : `${kinds.slice(0, NAMED).join(', ')} …`;
}
